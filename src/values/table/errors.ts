import { UserError } from '../../errors.ts';
import { didYouMean } from '../nearest-names.ts';

/** A column that would not come back as it is. Rows are counted from 0, as indexes are. */
export class BadColumn extends UserError {
  constructor(name: string, why: string, next: string) {
    super('BAD_COLUMN', `The column ${JSON.stringify(name)} can't be kept in a table: ${why}.`, { next });
  }
}

/** Rows that make no table. */
export class BadRow extends UserError {
  constructor(row: number, why: string, next: string) {
    super('BAD_ROW', `Row ${row} can't be kept in a table: ${why}.`, { next });
  }
}

/** A column is asked for that isn't there. */
export class UnknownColumn extends UserError {
  constructor(name: string, known: readonly string[]) {
    super('UNKNOWN_COLUMN', `There is no column ${JSON.stringify(name)}.${didYouMean(name, known)}`, {
      next: known.length === 0 ? 'The table has no columns.' : `Use one of: ${known.join(', ')}.`,
    });
  }
}
