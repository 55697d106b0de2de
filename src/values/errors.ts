import { UserError, userError } from '../errors.ts';
import { didYouMean } from './nearest-names.ts';

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

/** A column that would not come back as it is. Rows are counted from 0, as indexes are. */
export const badColumn = userError('BAD_COLUMN', (name: string, why: string, next: string) => ({
  message: `The column ${JSON.stringify(name)} can't be kept in a table: ${why}.`,
  next,
}));

/** Rows that make no table. */
export const badRow = userError('BAD_ROW', (row: number, why: string, next: string) => ({
  message: `Row ${row} can't be kept in a table: ${why}.`,
  next,
}));

/** A column is asked for that isn't there. */
export const unknownColumn = userError('UNKNOWN_COLUMN', (name: string, known: readonly string[]) => ({
  message: `There is no column ${JSON.stringify(name)}.${didYouMean(name, known)}`,
  next: known.length === 0 ? 'The table has no columns.' : `Use one of: ${known.join(', ')}.`,
}));
