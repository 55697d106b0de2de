import { TaskError, UserError, messageOf } from '../../errors.ts';

/** An argument of `file()` or `folder()` that is no path. */
export class NotAPath extends UserError {
  constructor(call: 'file' | 'folder', given: unknown) {
    const what = given === '' ? 'an empty text' : given === null ? 'null' : `a ${typeof given}`;
    super('NOT_A_PATH', `${call}() needs the path of a ${call}, and got ${what}.`, {
      next: `Give it a path, such as ${call}('out/${call === 'file' ? 'model.bin' : 'images'}').`,
    });
  }
}

/** There is nothing to keep. */
export class FileMissing extends UserError {
  constructor(call: 'file' | 'folder', path: string) {
    super('FILE_MISSING', `There is no ${call} ${path}, which a task wants to keep.`, {
      next: `Write it before the task returns. A relative path counts from where the command runs: ${process.cwd()}.`,
    });
  }
}

/** Something else than it was called. */
export class WrongKindOfFile extends UserError {
  constructor(path: string, what: string, next: string) {
    super('WRONG_KIND_OF_FILE', `${path} can't be kept: it is ${what}.`, { next });
  }
}

/** A link in a folder that leads where it can't be followed. */
export class BadLink extends UserError {
  constructor(path: string, why: string) {
    super('BAD_LINK', `The link ${path} can't be kept with its folder: ${why}.`, {
      next: 'Put a copy in its place, or leave it out.',
    });
  }
}

/** Bytes that don't belong together any more. */
export class FileChanged extends TaskError {
  constructor(path: string) {
    super('FILE_CHANGED', `${path} changed while it was being kept.`, {
      next: 'Await whoever writes it, and close it, before the task returns.',
    });
  }
}

/** It is there and can't be read. */
export class FileUnreadable extends TaskError {
  constructor(path: string, cause: unknown) {
    const { code } = (cause ?? {}) as NodeJS.ErrnoException;
    const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : messageOf(cause);
    super('FILE_UNREADABLE', `${path} can't be read to be kept: ${why}.`, {
      cause,
      next: 'Let the user who runs this read it, or keep a copy.',
    });
  }
}

/** Asked for by a path that isn't in the folder. */
export class NotInFolder extends UserError {
  constructor(folder: string, path: string, hint: string) {
    super('NOT_IN_FOLDER', `The folder "${folder}" has no file ${JSON.stringify(path)}.${hint}`, {
      next: 'Its `files` lists what it has, by paths relative to it, with `/` between the names.',
    });
  }
}

/** A list of a folder's files that no Clew wrote. */
export class BadFolderList extends TaskError {
  constructor(folder: string, why: string) {
    super('BAD_FOLDER_LIST', `The list of the files of ${folder} can't be used: ${why}.`, {
      next: 'Run what made it again, by --force-from and its task.',
    });
  }
}

/** A digest in a record that no Clew wrote. */
export class BadDigest extends TaskError {
  constructor(digest: string) {
    super('BAD_DIGEST', `${JSON.stringify(digest)} is no digest, so nothing can be looked for under it.`, {
      next: 'Run what made the artifact again, by --force-from and its task.',
    });
  }
}

/** Two names that this file system takes for one. */
export class NamesMeet extends UserError {
  constructor(folder: string, path: string) {
    super(
      'NAMES_MEET',
      `The folder "${folder}" can't be laid out here: ${JSON.stringify(path)} is there already, under a name that this file system takes for the same.`,
      { next: 'Read its files one by one with `file(path)`, or give them names that differ in more than case.' },
    );
  }
}
