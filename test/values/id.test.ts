import { describe, expect, test } from 'vitest';
import { newComponentRunId, newOutputId, newRunId } from '../../src/values/id.ts';

const run = newRunId();

describe('ids', () => {
  test.each([
    ['runs', newRunId],
    ['component runs without a run', () => newComponentRunId()],
    ['component runs of one run', () => newComponentRunId(run)],
    ['component runs of a run that others have named', () => newComponentRunId('flow-run-7')],
    ['output ids', () => newOutputId()],
  ])('sort in the order in which they were made: %s', (_, newId) => {
    // Enough for many milliseconds, and for many ids in each.
    const made = Array.from({ length: 50_000 }, () => newId());
    expect(new Set(made).size).toBe(made.length);
    expect(made.toSorted()).toEqual(made);
  });
});
