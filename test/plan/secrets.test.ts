import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { From, FromEach, Param, Task, Workflow } from '../../src/authoring/index.ts';
import { identityOf, shownParams } from '../../src/plan/identity.ts';
import { SecretHasher } from '../../src/values/secret-hasher.ts';
import { labels, nodeOf, planned } from './planned.ts';

const token = 'p"w\\ith ödd & chars';

@Task()
class Fetch {
  @Param() given!: unknown;
  run() {
    return 1;
  }
}

@Task()
class Checked {
  @Param(v.object({ mode: v.picklist(['a', 'b']) })) how!: { mode: 'a' | 'b' };
  run() {
    return 1;
  }
}

/** A workflow that makes something of its secret. */
function made(map: (self: { token: string }) => unknown) {
  @Workflow()
  class Nightly {
    @Param({ secret: true }) token!: string;
    @From(Fetch, (self: Nightly) => ({ given: map(self) })) fetched!: number;
    run() {
      return this.fetched;
    }
  }
  return planned(Nightly, { token });
}

const secretIn = (plan: ReturnType<typeof planned>): string[] =>
  plan.nodes.filter(({ task }) => task === 'Fetch').flatMap(({ secret }) => [...secret]);

describe('secret parameters of a plan', () => {
  it.each<[string, (self: { token: string }) => unknown]>([
    ['as it is', ({ token }) => token],
    ['joined', ({ token }) => `https://u:${token}@host`],
    ['nested', ({ token }) => [{ deep: new Map([['a', new Set([token])]]) }]],
    ['as a key', ({ token }) => ({ [token]: 1 })],
    ['in JSON', ({ token }) => JSON.stringify({ token })],
    ['percent-encoded', ({ token }) => new URL(`https://host/?q=${encodeURIComponent(token)}`)],
    ['in base64', ({ token }) => `Basic ${Buffer.from(`u:${token}`).toString('base64')}`],
    ['as bytes', ({ token }) => new TextEncoder().encode(token)],
    ['in upper case', ({ token }) => token.toUpperCase()],
  ])('include a parameter that holds a secret: %s', (_, map) => {
    expect(secretIn(made(map))).toEqual(['given']);
  });

  it('leave out parameters without a secret', () => {
    expect(secretIn(made(() => ({ fold: 1, doc: 'with odd chars' })))).toEqual([]);
  });

  it('include one whose node was asked for first with the same plain value', () => {
    @Workflow()
    class Both {
      @Param() plain = 'x-late-secret';
      @From(Fetch, (self: Both) => ({ given: self.plain })) first!: number;
      @From(Inner, () => ({ token: 'late-secret' })) second!: number;
      run() {
        return 1;
      }
    }
    const plan = planned(Both);
    expect(
      nodeOf(
        plan,
        labels(plan.nodes).find((label) => label.startsWith('Fetch'))!,
      ).secret,
    ).toEqual(new Set(['given']));
  });
});

@Workflow()
class Inner {
  @Param({ secret: true }) token!: string;
  @From(Fetch, (self: Inner) => ({ given: `x-${self.token}` })) fetched!: number;
  run() {
    return 1;
  }
}

describe('errors of a plan', () => {
  it.each<[string, (self: { token: string }) => unknown]>([
    ['throws', ({ token }) => { throw new Error(`no ${token}`); }], // prettier-ignore
    ['gives no object', ({ token }) => token],
    ['gives what no schema takes', ({ token }) => ({ how: { mode: token } })],
    ['gives another parameter', ({ token }) => ({ [token]: 1 })],
  ])('show no secret when a mapping %s', (_, map) => {
    @Workflow()
    class Nightly {
      @Param({ secret: true }) token!: string;
      @FromEach(Checked, (self: Nightly) => [map(self) as never]) checked!: number[];
      run() {
        return 1;
      }
    }
    let error: any;
    try {
      planned(Nightly, { token });
    } catch (thrown) {
      error = thrown;
    }
    const told = [error.message, error.stack, error.next, error.cause?.message, error.cause?.stack].join('\n');
    expect(told).toContain('***');
    for (const form of [token, JSON.stringify(token).slice(1, -1)]) expect(told).not.toContain(form);
  });
});

it('digest of a secret depends on the key and on the secret', () => {
  const kept = (given: string, key: string): string[] => {
    const plan = planned(Inner, { token: given }, { hasher: new SecretHasher(key) });
    return plan.nodes.flatMap((node) => [node.label, shownParams(node), identityOf(node, 'code', []), node.shownKey]);
  };
  const first = kept('482913', 'key');
  expect(kept('482913', 'key')).toEqual(first);
  for (const others of [kept('482914', 'key'), kept('482913', 'another')])
    others.forEach((one, i) => expect(one).not.toBe(first[i]));
  expect(first.join('\n')).not.toContain('482913');
});
