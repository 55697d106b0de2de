import { UserError, userError } from '../errors.ts';

/** A value that would not come back as it went in. */
export class NotEncodable extends UserError {
  constructor(path: string, why: string, next: string) {
    super('NOT_ENCODABLE', `${path} can't be kept: it is ${why}.`, { next });
  }
}

/** Text that Clew has written, and that reads otherwise now. */
export const damagedText = userError('RECORD_DAMAGED', (why: string, cause: unknown) => ({
  message: `Something that was recorded is damaged: ${why}.`,
  next: 'Restore the record from a backup, or move it away and begin a new one.',
  cause,
}));

/** Text that claims to be an encoded value and isn't. */
export const notDecodable = userError('NOT_DECODABLE', (why: string) => ({
  message: `An encoded value can't be read back: ${why}.`,
  next: 'It was probably written by a newer Clew; update this one.',
}));
