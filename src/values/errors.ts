import { UserMistake } from '../errors.ts';

/** A value that would not come back as it went in. */
export class NotEncodable extends UserMistake {
  constructor(path: string, why: string, next: string) {
    super('NOT_ENCODABLE', `${path} can't be kept: it is ${why}.`, { next });
  }
}

/** Text that claims to be an encoded value and isn't. */
export class NotDecodable extends UserMistake {
  constructor(why: string) {
    super('NOT_DECODABLE', `An encoded value can't be read back: ${why}.`, {
      next: 'It was probably written by a newer Clew; update this one.',
    });
  }
}
