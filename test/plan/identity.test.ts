import { describe, expect, it } from 'vitest';
import { Param, Task, From } from '../../src/index.ts';
import { identityOf, shownParams } from '../../src/plan/identity.ts';
import { planned } from './planned.ts';

@Task()
class Load {
  run(): number {
    return 1;
  }
}
@Task()
class Fit {
  @Param() epochs = 20;
  @Param() options: Record<string, unknown> = {};
  @Param({ secret: true }) token = 'a';
  @Param({ significant: false }) verbose = false;
  @From(Load) load!: number;
  run(): number {
    return 1;
  }
}
@Task({ version: '1' })
class Pinned {
  run(): number {
    return 1;
  }
}

const identity = (params: object, code = 'code 1', digests = ['json sha256:1']): string =>
  identityOf(planned(Fit, params).target, code, [{ field: 'load', digests }]);

describe('identity of a node', () => {
  it('depends on the code, the parameters and the contents of the inputs', () => {
    const all = [
      identity({}),
      identity({}, 'code 2'),
      identity({ epochs: 21 }),
      identity({ token: 'b' }),
      identity({ options: { a: -0 } }),
      identity({ options: { a: 0 } }),
      identity({}, 'code 1', ['json sha256:2']),
      identity({}, 'code 1', ['text sha256:1']),
      identity({}, 'code 1', ['json sha256:1', 'json sha256:1']),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(identity({})).toBe(identity({ epochs: 20 }));
  });

  it('does not depend on the order of parameters, nor on those that are not significant', () => {
    expect(identity({ options: { a: 1 }, verbose: true })).toBe(identity({ verbose: true, options: { a: 1 } }));
    expect(identity({ verbose: true })).toBe(identity({ verbose: false }));
  });

  it('depends on the order of keys within a parameter, which run() can see', () => {
    expect(identity({ options: { a: 1, b: 2 } })).not.toBe(identity({ options: { b: 2, a: 1 } }));
    expect(identity({ options: { x: { a: 1, b: 2 } } })).not.toBe(identity({ options: { x: { b: 2, a: 1 } } }));
  });

  it('depends on the version instead of the code when the task sets version', () => {
    const { target } = planned(Pinned);
    expect(identityOf(target, 'code 1', [])).toBe(identityOf(target, 'code 2', []));
  });

  it('covers a secret, which is masked in what is recorded', () => {
    expect(shownParams(planned(Fit, { token: 'hunter2' }).target)).not.toContain('hunter2');
    expect(identity({ token: 'hunter2' })).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});
