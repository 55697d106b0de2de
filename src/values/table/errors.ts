import { userError } from '../../errors.ts';
import { didYouMean } from '../nearest-names.ts';

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
