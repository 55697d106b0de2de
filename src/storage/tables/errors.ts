import { userError } from '../../errors.ts';

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
