import { UserError } from '../errors.ts';

/** A value that would not come back as it went in. */
export class NotEncodable extends UserError {
  constructor(path: string, why: string, next: string) {
    super('NOT_ENCODABLE', `${path} can't be kept: it is ${why}.`, { next });
  }
}

/** Text that Clew has written, and that reads otherwise now. */
export class DamagedText extends UserError {
  constructor(why: string, cause: unknown) {
    super('RECORD_DAMAGED', `Something that was recorded is damaged: ${why}.`, {
      next: 'Restore the record from a backup, or move it away and begin a new one.',
      cause,
    });
  }
}

/** Text that claims to be an encoded value and isn't. */
export class NotDecodable extends UserError {
  constructor(why: string) {
    super('NOT_DECODABLE', `An encoded value can't be read back: ${why}.`, {
      next: 'It was probably written by a newer Clew; update this one.',
    });
  }
}
