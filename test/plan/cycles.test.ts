import { describe, expect, it } from 'vitest';
import { From, FromIf, Param, Task } from '../../src/index.ts';
import { planned } from './planned.ts';

describe('cycles of inputs', () => {
  it('are refused with their tasks in order', () => {
    @Task()
    class First {
      @Param() n = 1;
      run(): number {
        return 1;
      }
    }
    @Task()
    class Round {
      @Param() at = 0;
      @From(First) first!: number;
      @From(Round, (self: Round) => ({ at: (self.at + 1) % 3 })) next!: number;
      run(): number {
        return 1;
      }
    }
    expect(() => planned(Round, { at: 1 })).toThrow(
      expect.objectContaining({
        code: 'CYCLIC_INPUTS',
        message: 'These tasks wait for each other: Round(at=1) → Round(at=2) → Round → Round(at=1).',
      }),
    );
  });

  it('of one task that asks for itself are refused', () => {
    @Task()
    class Self {
      @From(Self) self!: number;
      run(): number {
        return 1;
      }
    }
    expect(() => planned(Self)).toThrow('These tasks wait for each other: Self → Self.');
  });

  it('are refused when they appear while the plan grows from data', () => {
    @Task()
    class Size {
      run(): number {
        return 0;
      }
    }
    @Task()
    class Grow {
      @Param() n = 2;
      @From(Size) size!: number;
      @FromIf(Grow, (self: Grow) => self.size >= 0, (self: Grow) => ({ n: self.n === 0 ? 2 : self.n - 1 }))
      next?: number;
      run(): number {
        return 1;
      }
    }
    const plan = planned(Grow);
    const values = new Map([['size', 1]]);
    const [one] = plan.expand(plan.target, values, () => false);
    const [zero] = plan.expand(one!, values, () => false);
    expect(() => plan.expand(zero!, values, () => false)).toThrow(
      'These tasks wait for each other: Grow(n=0) → Grow → Grow(n=1) → Grow(n=0).',
    );
  });
});
