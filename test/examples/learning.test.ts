import { describe, expect, it } from 'vitest';
import { addDays, dayOf, monthsBetween } from '../../examples/downtime/lib/calendar.ts';
import { fit, probability } from '../../examples/downtime/lib/learner.ts';
import { firstDay, query } from '../../examples/downtime/lib/plant.ts';
import { Random } from '../../examples/downtime/lib/random.ts';
import { histories, rowOf, type Row } from '../../examples/downtime/lib/rows.ts';
import { scoresOf } from '../../examples/downtime/lib/scores.ts';
import { isLabelled, splitAt } from '../../examples/downtime/lib/split.ts';

const featuresOf = (row: Row | undefined): unknown => row?.features;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('example downtime: the model', () => {
  const random = new Random(7);
  const rows = Array.from({ length: 4000 }, () => ({ a: random.normal(5, 3), b: random.normal(-1, 0.1) }));
  const labels = rows.map(({ a, b }) => random.chance(sigmoid(-2 + 0.5 * a + 4 * (b + 1))));

  it('finds the probabilities that generated the labels', () => {
    const model = fit(rows, labels, 1e-6);
    for (const { a, b } of rows.slice(0, 100)) {
      expect(Math.abs(probability(model, { a, b }) - sigmoid(-2 + 0.5 * a + 4 * (b + 1)))).toBeLessThan(0.05);
    }
  });

  it('minimizes the penalised log loss', () => {
    const strength = 20;
    const model = fit(rows, labels, strength);
    const loss = (weights: readonly number[]): number => {
      const penalty = weights.slice(1).reduce((sum, w) => sum + w * w, 0) * (strength / 2);
      return rows.reduce((sum, row, i) => {
        const p = probability({ ...model, weights }, row);
        return sum - Math.log(labels[i] ? p : 1 - p);
      }, penalty);
    };
    const best = loss(model.weights);
    for (const [i] of model.weights.entries()) {
      for (const step of [-1e-3, 1e-3]) {
        expect(loss(model.weights.map((w, j) => (i === j ? w + step : w)))).toBeGreaterThan(best);
      }
    }
  });

  it('accepts a feature that never changes', () => {
    const model = fit(
      rows.map((row) => ({ ...row, c: 3 })),
      labels,
      1,
    );
    expect(model.weights.every(Number.isFinite)).toBe(true);
  });
});

describe('example downtime: the scores', () => {
  it('count correctly ranked pairs, and ties as half', () => {
    const random = new Random(3);
    const guesses = Array.from({ length: 60 }, () => Math.round(random.next() * 10) / 10);
    const labels = guesses.map((p) => random.chance(p));
    let [right, pairs] = [0, 0];
    for (const [i, yes] of labels.entries()) {
      for (const [j, other] of labels.entries()) {
        if (!yes || other) continue;
        pairs += 1;
        right += guesses[i]! > guesses[j]! ? 1 : guesses[i] === guesses[j] ? 0.5 : 0;
      }
    }
    expect(scoresOf(guesses, labels).auc).toBeCloseTo(right / pairs, 4);
  });

  it('of a coin flip are those of a coin flip', () => {
    const labels = [true, false, true, false];
    const coin = labels.map(() => 0.5);
    expect(scoresOf(coin, labels)).toEqual({ auc: 0.5, accuracy: 0.5, logLoss: 0.6931 });
  });
});

describe('example downtime: the rows', () => {
  const today = '2026-07-01';
  const { readings, events } = query(firstDay, today);
  const sound = readings.filter(({ vibration }) => vibration > 0);
  const machines = histories(sound, events);
  const asOf = '2026-03-02';

  it('use nothing of the day that they are made on, nor of later days', () => {
    const past = histories(
      sound.filter(({ day }) => day < asOf),
      events.filter(({ day }) => day < asOf),
    );
    const whole = machines.map((machine) => featuresOf(rowOf(machine, asOf, 30, today)));
    expect(past.map((machine) => featuresOf(rowOf(machine, asOf, 30, today)))).toEqual(whole);
    expect(whole.filter((row) => row !== undefined).length).toBeGreaterThan(30);
  });

  it('have no label before their horizon is over', () => {
    const answers = (now: string): unknown[] => machines.map((machine) => rowOf(machine, asOf, 30, now)?.stops);
    expect(answers(addDays(asOf, 29)).some((stops) => typeof stops === 'boolean')).toBe(false);
    expect(answers(addDays(asOf, 30))).toContain(true);
  });

  it('of the training set are settled before the first evaluated row', () => {
    const rows = machines
      .flatMap((machine) =>
        Array.from({ length: 70 }, (_, week) => rowOf(machine, addDays(today, -7 * week), 30, today)),
      )
      .filter((row) => row !== undefined);
    const { past, future } = splitAt(rows.filter(isLabelled), '2026-02-01', today);
    const firstJudged = future.map((row) => row.asOf).toSorted()[0]!;
    expect(past.every(({ knownOn }) => knownOn <= firstJudged)).toBe(true);
    expect(past.every((row) => addDays(row.asOf, 30) === row.knownOn)).toBe(true);
  });
});

describe('example downtime: the months', () => {
  it('are whole months and a last partial one', () => {
    const months = monthsBetween(new Date('2025-11-01'), new Date('2026-01-15'));
    expect(months.map(({ from, until }) => [dayOf(from), dayOf(until)])).toEqual([
      ['2025-11-01', '2025-12-01'],
      ['2025-12-01', '2026-01-01'],
      ['2026-01-01', '2026-01-15'],
    ]);
  });
});
