import { TaskError, messageOf, taskError, userError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';
import { isContentKey } from './files/keys.ts';
import type { ArtifactRef } from './ref.ts';

/** Nothing is kept under this key any more. */
export class BytesMissing extends TaskError {
  constructor(place: string) {
    super('BYTES_MISSING', `There is nothing at ${place} any more.`, {
      next: 'Run the same command again: what made it will run again.',
    });
  }
}

/** An artifact's bytes are gone, or not the ones that were written. */
export class ArtifactDamaged extends TaskError {
  /** The artifact whose bytes are wrong, so that the record can stop offering it. Null where they are only not here. */
  readonly damaged: string | null;
  /** The reference to the bytes; of a file of a folder, these are not all of the artifact. */
  readonly bytes: ArtifactRef;
  readonly how: 'gone' | 'not what was written there';

  constructor(ref: ArtifactRef, place: string, how: 'gone' | 'not what was written there') {
    super('ARTIFACT_DAMAGED', `The artifact "${ref.name}" (${ref.id}) at ${place} is ${how}.`, {
      next: 'Run the same command again: what made it will run again.',
    });
    // Under a key that says what they are there is no other attempt's: who needs them has them made again.
    this.damaged = how === 'gone' && !isContentKey(ref.key, ref.digest) ? null : ref.id;
    this.how = how;
    this.bytes = ref;
    Object.defineProperty(this, 'bytes', { enumerable: false });
  }
}

/** A full disk, a folder without permission, a server that is down. */
export const storageFailed = taskError('STORAGE_FAILED', (action: string, place: string, cause: unknown) => ({
  message: `Clew can't ${action} ${place}: ${reason(cause)}.`,
  cause,
  next: `Nothing that was committed before is lost. ${remedy(cause)} and run the same command again.`,
}));

/** A file was being sent, or copied, while someone wrote into it. */
export class FileChanged extends TaskError {
  constructor(file: string) {
    super('FILE_CHANGED', `${file} changed while it was kept as an artifact.`, {
      next: 'Let it be written to its end first, and run the same command again.',
    });
  }
}

function remedy(cause: unknown): string {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'Make room on that disk' : 'Mend the cause';
}

function reason(cause: unknown): string {
  switch ((cause as NodeJS.ErrnoException | undefined)?.code) {
    case 'ENOSPC':
      return 'the disk is full';
    case 'EDQUOT':
      return "this user's share of the disk is used up";
    case 'EFBIG':
      return 'files may not become so large here';
    case 'EIO':
      return 'reading or writing the disk failed';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENAMETOOLONG':
      return 'the name is too long for this file system';
    default:
      return messageOf(cause);
  }
}

export const unknownLayer = userError('UNKNOWN_STORAGE', (name: string, askedBy: string, known: readonly string[]) => ({
  message: `${askedBy} asks for the storage layer "${name}", which the settings don't name.${didYouMean(name, known)}`,
  next: `Add it to storage.layers in clew.config.ts, or use one of: ${known.join(', ')}.`,
}));

export const badArtifactName = userError('BAD_ARTIFACT_NAME', (name: string, why: string) => ({
  message: `store() can't keep anything under the name ${JSON.stringify(name)}: ${why}.`,
  next: "Use a relative name such as 'weights.bin' or 'fold-1/model.json'.",
}));

/** A name under which this execution has nothing. */
export const notStoredHere = userError('NOT_STORED_HERE', (name: string, why: string, hint = '') => {
  const because = why === '' ? '' : `: ${why}`;
  return {
    message: `This execution has stored nothing under ${JSON.stringify(name)} in this layer${because}.${hint}`,
    next: 'A name means what this execution has stored so far. What others made comes by a handle, as by `@From.artifact`.',
  };
});

/** Something else where an artifact was asked for. */
export const noArtifact = userError('NO_ARTIFACT_HERE', (thing: unknown) => {
  const what = thing === null ? 'null' : typeof thing;
  return {
    message: `A storage layer was asked for ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}.`,
    next: 'Give the handle that `store()` or `@From.artifact` gave, or a name.',
  };
});

/** Artifacts are immutable. */
export const notYourArtifact = userError('NOT_YOUR_ARTIFACT', (name: string) => ({
  message: `"${name}" can't be removed: another execution made it.`,
  next: 'remove() takes back what this execution has stored itself.',
}));

export const artifactHeld = userError('ARTIFACT_HELD', (name: string, holder: string) => ({
  message: `"${name}" can't be removed: "${holder}", which this execution stored as well, holds it.`,
  next: `Remove "${holder}" first, or keep both.`,
}));

export const artifactRemoved = userError('ARTIFACT_REMOVED', (name: string) => ({
  message: `The artifact "${name}" was removed by this execution, which goes on to use it.`,
  next: 'Remove only what is neither returned, nor stored in something else, nor read again.',
}));

/** Only buckets have addresses that anyone may read at. */
export const cantPresign = userError('CANT_PRESIGN', (name: string, place: string, next: string) => ({
  message: `There is no address for "${name}" that others could read at: it is in ${place}.`,
  next,
}));

/** A layer says that all is well and has other bytes than it was given. */
export const bytesLost = taskError(
  'BYTES_LOST',
  (label: string, place: string, given: number, kept: number | undefined) => ({
    message: `The storage layer did not keep ${label} at ${place}: it was given a stream of ${given} bytes and has ${kept ?? 'none'}.`,
    next: 'Its `put()` must take a stream to its end: see `StorageDriver`.',
  }),
);

/** A value that doesn't fit into one object of JavaScript. */
export const tooLargeToRead = userError(
  'TOO_LARGE_TO_READ',
  ({ name, id, size }: { readonly name: string; readonly id: string; readonly size: number }) => ({
    message: `The artifact "${name}" (${id}) has ${size} bytes, too many for one value.`,
    next: 'Ask for a handle, as by `@From.artifact`, and take `stream()` or `items()` of it.',
  }),
);

/** An artifact of apache-arrow, and no apache-arrow. */
export const arrowMissing = userError('ARROW_MISSING', (cause: unknown) => ({
  message: "This artifact is a table of apache-arrow, which isn't installed here.",
  cause,
  next: 'npm i apache-arrow',
}));

/** A reading that would give nothing. */
export const columnsEmpty = userError('NO_COLUMNS', () => ({
  message: 'A table was to be read without any of its columns.',
  next: 'Name one column at least, or leave `columns` out for all of them.',
}));
