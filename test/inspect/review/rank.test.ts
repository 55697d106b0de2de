import { describe, expect, test } from 'vitest';
import type { ReviewGraphPart } from '../../../src/lineage/review-graph.ts';
import { gatherWays } from '../../../src/inspect/review/graph.ts';
import { ochiai } from '../../../src/inspect/review/measure.ts';
import { rank } from '../../../src/inspect/review/rank.ts';
import type { Suspect } from '../../../src/inspect/review/suspect.ts';
import { trailsOf } from '../../../src/inspect/review/review-trails.ts';
import { encode } from '../../../src/values/encode.ts';

interface Step {
  readonly component?: string;
  readonly code?: string;
  readonly params?: object;
  /** Names of others, or of files. */
  readonly reads?: readonly string[];
  readonly callers?: readonly string[];
}

function* pieces(steps: Readonly<Record<string, Step>>): Generator<ReviewGraphPart> {
  for (const [id, { component = id, code = null, params = {}, reads = [], callers = [] }] of Object.entries(steps)) {
    yield { kind: 'component run', id, component, node: null, code, params: encode(params), endedAt: 0 };
    for (const name of reads) {
      const from = name in steps ? name : null;
      const at = from === null ? name : null;
      yield { kind: 'input', id, name, artifact: `art-${name}`, from, at, digest: `sha256:${name}` };
    }
    for (const caller of callers) yield { kind: 'caller', id, caller };
  }
}

/** In the words of the test, what comes first and what is as likely. */
async function ranked(
  steps: Readonly<Record<string, Step>>,
  flagged: readonly string[],
  healthy: readonly string[] = [],
): Promise<string[]> {
  const laid = (async function* () {
    yield* pieces(steps);
  })();
  const nodes = await gatherWays(laid, [...flagged, ...healthy]);
  const outputs = { flagged: flagged.length, healthy: healthy.length };
  const found = rank(nodes, trailsOf(nodes), outputs, { measure: ochiai, limit: 10 });
  return found.map(({ suspects, score }) => `${suspects.map(nameOf).join(' = ')} ${score.toFixed(2)}`);
}

function nameOf(suspect: Suspect): string {
  switch (suspect.kind) {
    case 'code':
      return `${suspect.component}@${suspect.code}`;
    case 'input':
      return suspect.at ?? suspect.name;
    case 'param':
      return `${suspect.component}.${suspect.name}=${String(suspect.value)}`;
    case 'component run':
      return suspect.componentRun;
    case 'artifact':
      return suspect.artifact;
  }
}

describe('review: ranking of suspects', () => {
  test('puts a version of the code before the component runs that used it, and leaves out what all share', async () => {
    const fit = (code: string): Step => ({ component: 'fit', code, reads: ['root'] });
    const steps = { root: {}, a: fit('2'), b: fit('2'), c: fit('1'), d: fit('1') };
    expect(await ranked(steps, ['a', 'b'], ['c', 'd'])).toEqual(['fit@2 1.00', 'a 0.71', 'b 0.71']);
  });

  test('puts a file before the component runs that read it, and those before what they led to', async () => {
    const steps = {
      load: { reads: ['bad.csv'] },
      clean: { reads: ['load'] },
      good: { reads: ['good.csv'] },
      a: { reads: ['clean'], params: { n: 1 } },
      b: { reads: ['clean'] },
      c: { reads: ['good'] },
    };
    const [first, ...rest] = await ranked(steps, ['a', 'b'], ['c']);
    expect(first).toBe('bad.csv = load = clean = art-load = art-clean 1.00');
    expect(rest[0]).toBe('a.n=1 = a 0.71');
  });

  test('compares parameters by value', async () => {
    const step = (window: unknown): Step => ({ component: 'fit', params: { window, same: true } });
    const steps = { a: step([1, 2]), b: step([1, 2]), c: step([1, 3]), d: step({ x: null }) };
    expect((await ranked(steps, ['a', 'b'], ['c', 'd']))[0]).toBe('fit.window=1,2 1.00');
  });

  test('counts a version once, wherever and however often it is read', async () => {
    const steps = { a: { reads: ['x.csv', 'x.csv'] }, b: { reads: ['x.csv'] }, c: { reads: ['y.csv'] } };
    expect((await ranked(steps, ['a', 'b'], ['c']))[0]).toBe('x.csv 1.00');
  });

  test('follows callers, and accepts cycles and callers that are not recorded', async () => {
    const steps = {
      outer: { reads: ['x.csv'], callers: ['inner'] },
      inner: { callers: ['outer', 'gone'] },
      a: { reads: ['inner'] },
      b: {},
    };
    expect((await ranked(steps, ['a'], ['b']))[0]).toMatch(/^x\.csv = .*outer/);
  });

  test('puts first what most flagged outputs share when no output is healthy', async () => {
    const steps = {
      root: {},
      left: { reads: ['root'] },
      a: { reads: ['left'] },
      b: { reads: ['left'] },
      c: { reads: ['root'] },
    };
    expect((await ranked(steps, ['a', 'b', 'c']))[0]).toBe('root = art-root 1.00');
  });

  test('handles a thousand steps and forty outputs', async () => {
    const steps: Record<string, Step> = {};
    for (let n = 0; n < 1000; n++) steps[`s${n}`] = { component: 's', reads: n === 0 ? ['x.csv'] : [`s${n - 1}`] };
    for (let n = 0; n < 40; n++) steps[`o${n}`] = { component: 'o', reads: [n < 35 ? 's999' : 's500'] };
    const [bad, good] = [Array.from({ length: 35 }, (_, n) => `o${n}`), ['o35', 'o36', 'o37', 'o38', 'o39']];
    // The one that is furthest up of those that lead to the bad ones alone.
    expect((await ranked(steps, bad, good))[0]).toMatch(/^s501 = /);
  });
});
