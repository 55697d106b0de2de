import { taskError } from '../errors.ts';

export const noRows = taskError('NO_ROWS', (what: string) => ({
  message: `${what} has no rows, so there is nothing to evaluate.`,
  next: 'Look at what filtered all rows away, or leave the evaluation out where there are none.',
}));

/** Lists that should belong to the same rows. */
export const unequalRows = taskError('UNEQUAL_ROWS', (name: string, length: number, wanted: number) => ({
  message: `${name} has ${length} rows, and truth has ${wanted}.`,
  next: 'Give one value for each row, in the same order.',
}));

export const notANumber = taskError('NOT_A_NUMBER', (name: string, row: number, value: unknown, wants: string) => ({
  message: `${name} of row ${row} is ${String(value)}, and must be ${wants}. Rows count from 0.`,
  next: 'Find out where it comes from: a division by zero and a missing value are the usual causes.',
}));

/** A class that is in the rows and not among the labels. */
export const unknownLabel = taskError(
  'UNKNOWN_LABEL',
  (name: string, row: number, value: string, labels: readonly string[]) => ({
    message: `${name} of row ${row} is ${value}, which is none of the labels ${labels.join(', ')}. Rows count from 0.`,
    next: 'Add it to `labels`, or leave `labels` out to take all that are there.',
  }),
);

/** An evaluation of a classifier with the truth alone. */
export const noScores = taskError('NO_SCORES', () => ({
  message: 'There is nothing to compare truth with: neither `predicted` nor `scores` is given.',
  next: 'Give `predicted`, the classes that the model chose, or `scores`, their probabilities, or both.',
}));

/** One score for each row, where that doesn't say of which class it is. */
export const scoresOfOneClass = taskError('SCORES_OF_ONE_CLASS', (labels: readonly string[]) => ({
  message: `scores has one number for each row, which takes two labels, and there are ${labels.length}: ${labels.join(', ')}.`,
  next: "Name both: `labels: ['ok', 'worn']`. With more, give a list for each row, with a score for every label.",
}));
