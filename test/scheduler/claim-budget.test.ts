import { describe, expect, test } from 'vitest';
import { ClaimBudget } from '../../src/scheduler/claim-budget.ts';

/** How many are let in at once, of so many who ask. */
function entered(ahead: ClaimBudget, task: string, asked: number): number {
  let count = 0;
  for (let i = 0; i < asked; i++) if (typeof ahead.take(task) === 'number') count += 1;
  return count;
}

describe('claim budget', () => {
  test('allows as many claims as the concurrency for a task with an unknown duration', () => {
    expect(entered(new ClaimBudget(8), 'Train', 1000)).toBe(8);
  });

  test('allows many claims for short tasks, and as many as the concurrency for long ones', () => {
    const ahead = new ClaimBudget(8);
    ahead.learn('Leaf', 0);
    ahead.learn('Train', 3_600_000);
    expect(entered(ahead, 'Leaf', 5000)).toBe(1000);
    const other = new ClaimBudget(8);
    other.learn('Train', 3_600_000);
    expect(entered(other, 'Train', 100)).toBe(8);
  });

  test('adapts soon to a task that turns out to be long', () => {
    const ahead = new ClaimBudget(8);
    for (let i = 0; i < 100; i++) ahead.learn('Score', 0);
    ahead.learn('Score', 60_000);
    expect(entered(ahead, 'Score', 100)).toBe(8);
  });

  test('admits every waiting claim after others were given back', async () => {
    const ahead = new ClaimBudget(2);
    const order: number[] = [];
    const all = Array.from({ length: 50 }, async (_, i) => {
      const weight = await ahead.take('Train');
      order.push(i);
      await Promise.resolve();
      ahead.give(weight);
    });
    await Promise.all(all);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(order.slice(2)).not.toEqual(Array.from({ length: 48 }, (_, i) => i + 2));
  });
});
