import { messageOf, userError, taskError } from '../../errors.ts';

/** An argument of `file()` or `folder()` that is no path. */
export const notAPath = userError('NOT_A_PATH', (call: 'file' | 'folder', given: unknown) => {
  const what = given === '' ? 'an empty text' : given === null ? 'null' : `a ${typeof given}`;
  return {
    message: `${call}() needs the path of a ${call}, and got ${what}.`,
    next: `Give it a path, such as ${call}('out/${call === 'file' ? 'model.bin' : 'images'}').`,
  };
});

/** There is nothing to keep. */
export const fileMissing = userError('FILE_MISSING', (call: 'file' | 'folder', path: string) => ({
  message: `There is no ${call} ${path}, which a task wants to keep.`,
  next: `Write it before the task returns. A relative path counts from where the command runs: ${process.cwd()}.`,
}));

/** Something else than it was called. */
export const wrongKindOfFile = userError('WRONG_KIND_OF_FILE', (path: string, what: string, next: string) => ({
  message: `${path} can't be kept: it is ${what}.`,
  next,
}));

/** A link in a folder that leads where it can't be followed. */
export const badLink = userError('BAD_LINK', (path: string, why: string) => ({
  message: `The link ${path} can't be kept with its folder: ${why}.`,
  next: 'Put a copy in its place, or leave it out.',
}));

/** Bytes that don't belong together any more. */
export const fileChanged = taskError('FILE_CHANGED', (path: string) => ({
  message: `${path} changed while it was being kept.`,
  next: 'Await whoever writes it, and close it, before the task returns.',
}));

/** It is there and can't be read. */
export const fileUnreadable = taskError('FILE_UNREADABLE', (path: string, cause: unknown) => {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : messageOf(cause);
  return {
    message: `${path} can't be read to be kept: ${why}.`,
    cause,
    next: 'Let the user who runs this read it, or keep a copy.',
  };
});

/** Asked for by a path that isn't in the folder. */
export const notInFolder = userError('NOT_IN_FOLDER', (folder: string, path: string, hint: string) => ({
  message: `The folder "${folder}" has no file ${JSON.stringify(path)}.${hint}`,
  next: 'Its `files` lists what it has, by paths relative to it, with `/` between the names.',
}));

/** A list of a folder's files that no Clew wrote. */
export const badFolderList = taskError('BAD_FOLDER_LIST', (folder: string, why: string) => ({
  message: `The list of the files of ${folder} can't be used: ${why}.`,
  next: 'Run what made it again, by --force-from and its task.',
}));

/** A digest in a record that no Clew wrote. */
export const badDigest = taskError('BAD_DIGEST', (digest: string) => ({
  message: `${JSON.stringify(digest)} is no digest, so nothing can be looked for under it.`,
  next: 'Run what made the artifact again, by --force-from and its task.',
}));

/** Two names that this file system takes for one. */
export const namesMeet = userError('NAMES_MEET', (folder: string, path: string) => ({
  message: `The folder "${folder}" can't be laid out here: ${JSON.stringify(path)} is there already, under a name that this file system takes for the same.`,
  next: 'Read its files one by one with `file(path)`, or give them names that differ in more than case.',
}));
