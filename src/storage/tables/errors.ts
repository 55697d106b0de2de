import { UserError } from '../../errors.ts';

/** An artifact of apache-arrow, and no apache-arrow. */
export class ArrowMissing extends UserError {
  constructor(cause: unknown) {
    super('ARROW_MISSING', "This artifact is a table of apache-arrow, which isn't installed here.", {
      cause,
      next: 'npm i apache-arrow',
    });
  }
}

/** A reading that would give nothing. */
export class ColumnsEmpty extends UserError {
  constructor() {
    super('NO_COLUMNS', 'A table was to be read without any of its columns.', {
      next: 'Name one column at least, or leave `columns` out for all of them.',
    });
  }
}
