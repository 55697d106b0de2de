import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { From, FromEach, FromIf, Param, Task, Workflow, type Output } from '../../src/index.ts';
import { inputOf, labels, nodeOf, planned } from './planned.ts';

@Task()
class Load {
  @Param() day!: Date;
  @Param() source = 'plc';
  run(): number {
    return 1;
  }
}

@Task()
class Clean {
  @From(Load) load!: Output<Load>;
  run(): number {
    return 1;
  }
}

@Task()
class Fold {
  @Param() fold!: number;
  @From(Clean) clean!: Output<Clean>;
  run(): number {
    return this.fold;
  }
}

@Workflow()
class Nightly {
  @Param() day!: Date;
  @Param() folds: number[] = [0, 1, 2];
  @From(Load, (self: Nightly) => ({ day: new Date(self.day.getTime() - 86_400_000) })) before!: Output<Load>;
  @FromEach(Fold, (self: Nightly) => self.folds.map((fold) => ({ fold }))) scores!: Output<Fold>[];
  run(): number {
    return 1;
  }
}

const day = new Date('2026-11-01');

describe('plan', () => {
  it('hands parameters down by name, also through tasks that do not have them, unless a mapping says otherwise', () => {
    const plan = planned(Nightly, { day });
    expect(labels(plan.nodes)).toEqual([
      'Clean(day=2026-11-01)',
      'Fold(day=2026-11-01, fold=0)',
      'Fold(day=2026-11-01, fold=1)',
      'Fold(day=2026-11-01, fold=2)',
      'Load(day=2026-10-31)',
      'Load(day=2026-11-01)',
      'Nightly(day=2026-11-01)',
    ]);
    expect(inputOf(plan.target, 'before')).toEqual(['Load(day=2026-10-31)']);
    expect(inputOf(plan.target, 'scores')).toHaveLength(3);
    expect(nodeOf(plan, 'Load(day=2026-11-01)').params).toEqual({ day, source: 'plc' });
  });

  it('has one node for two equal inputs', () => {
    const plan = planned(Nightly, { day, folds: [1, 1, 1] });
    const [fold] = inputOf(plan.target, 'scores')!;
    expect(inputOf(plan.target, 'scores')).toEqual([fold, fold, fold]);
    expect(plan.nodes.filter(({ task }) => task === 'Clean')).toHaveLength(1);
  });

  it('has 61 nodes for a diamond of 30 levels', () => {
    @Task()
    class Level {
      @Param() n!: number;
      @Param() side = 'left';
      @FromIf(Level, (self: Level) => self.n > 0, (self: Level) => ({ n: self.n - 1, side: 'left' })) left?: number;
      @FromIf(Level, (self: Level) => self.n > 0, (self: Level) => ({ n: self.n - 1, side: 'right' })) right?: number;
      run(): number {
        return 1;
      }
    }
    expect(planned(Level, { n: 30 }).nodes).toHaveLength(61);
  });

  it('expands conditions and lists that need only parameters', () => {
    @Workflow()
    class Maybe {
      @Param() day = day;
      @Param() wide = 0;
      @FromIf(Load, (self: Maybe) => self.wide > 1) load?: Output<Load>;
      @FromEach(Fold, (self: Maybe) => Array.from({ length: self.wide }, (_, fold) => ({ fold }))) folds!: number[];
      run(): void {}
    }
    expect(planned(Maybe).nodes).toHaveLength(1);
    expect(inputOf(planned(Maybe).target, 'load')).toEqual([]);
    expect(labels(planned(Maybe, { wide: 2 }).nodes).filter((label) => label.startsWith('Load'))).toHaveLength(1);
  });

  it('accepts any iterable as a list of nodes (@FromEach)', () => {
    @Workflow()
    class Sets {
      @Param() day = day;
      @FromEach(Fold, (() => new Set([{ fold: 1 }, { fold: 2 }])) as unknown as () => { fold: number }[])
      folds!: number[];
      run(): void {}
    }
    expect(inputOf(planned(Sets).target, 'folds')).toHaveLength(2);
  });
});

describe('plan that grows from data', () => {
  @Task()
  class Sizes {
    run(): number[] {
      return [1, 2];
    }
  }
  @Workflow()
  class Grows {
    @Param() day = day;
    @From(Sizes) sizes!: Output<Sizes>;
    @FromEach(Fold, (self: Grows) => self.sizes.map((fold) => ({ fold }))) scores!: number[];
    @FromIf(Load, (self: Grows) => self.scores.some((score) => score > 1)) best?: Output<Load>;
    run(): void {}
  }

  it('waits for the field that the mapping reads, then for the next one', () => {
    const plan = planned(Grows);
    expect(plan.target.edges.map(({ waitsFor }) => waitsFor)).toEqual([undefined, 'sizes', 'scores']);
    const first = plan.expand(plan.target, new Map([['sizes', [5, 6]]]), () => false);
    expect(first.filter(({ task }) => task === 'Fold').map(({ params }) => params['fold'])).toEqual([5, 6]);
    expect(inputOf(plan.target, 'best')).toBeUndefined();
    const values = new Map<string, unknown>([
      ['sizes', [5, 6]],
      ['scores', [0, 2]],
    ]);
    // The node is there already: the folds need it too.
    expect(plan.expand(plan.target, values, () => false)).toEqual([]);
    expect(inputOf(plan.target, 'best')).toHaveLength(1);
  });

  it('waits even if the mapping catches the exception', () => {
    @Workflow()
    class Catches {
      @From(Sizes) sizes!: Output<Sizes>;
      @FromEach(Sizes, (self: Catches) => {
        try {
          return self.sizes.map(() => ({}));
        } catch {
          return [];
        }
      })
      more!: Output<Sizes>[];
      run(): void {}
    }
    expect(planned(Catches).target.edges[1]!.waitsFor).toBe('sizes');
  });

  it('refuses a mapping that reads an input declared below', () => {
    @Workflow()
    class Below {
      @FromIf(Sizes, (self: Below) => self.later.length > 0) early?: Output<Sizes>;
      @From(Sizes) later!: Output<Sizes>;
      run(): void {}
    }
    expect(() => planned(Below)).toThrow(`The mapping of Below.early reads "later", which isn't declared above it.`);
  });
});

describe('labels of nodes', () => {
  it('quote texts of several words, in any script, and those that look like another type', () => {
    @Task()
    class Load {
      @Param() region!: string;
      run(): void {}
    }
    const labelOf = (region: string): string => planned(Load, { region }).target.label;
    expect(['süd', '東京', 'new york', 'true', '3'].map(labelOf)).toEqual([
      'Load(region=süd)',
      'Load(region=東京)',
      'Load(region="new york")',
      'Load(region="true")',
      'Load(region="3")',
    ]);
  });

  it('are different for any two nodes of a plan', () => {
    @Task()
    class Any {
      @Param(z.unknown()) x: unknown;
      @Param() y = 1;
      run(): void {}
    }
    const xs: unknown[] = [1, '1', -5, '-5', true, 'true', null, 'null', day, '2026-11-01', day.toISOString(), 'a, y=2', '', [], ['a'],
      { a: 1 }, 1n, NaN, 'NaN', new Map(), 'x'.repeat(80), `${'x'.repeat(80)}y`]; // prettier-ignore
    @Workflow()
    class Many {
      @FromEach(Any, () => xs.flatMap((x) => [{ x }, { x, y: 2 }])) all!: unknown[];
      run(): void {}
    }
    const plan = planned(Many);
    expect(plan.nodes).toHaveLength(2 * xs.length + 1);
    expect(new Set(plan.nodes.map(({ label }) => label)).size).toBe(plan.nodes.length);
  });

  it('stay unique when they are cut', () => {
    @Task()
    class Long {
      @Param() text!: string;
      run(): void {}
    }
    @Workflow()
    class Wide {
      @FromEach(Long, () => Array.from({ length: 20_000 }, (_, i) => ({ text: `${'a'.repeat(60)}${i}` })))
      all!: unknown[];
      run(): void {}
    }
    const { nodes } = planned(Wide);
    expect(new Set(nodes.map(({ label }) => label)).size).toBe(nodes.length);
    expect(Math.max(...nodes.map(({ label }) => label.length))).toBeLessThan(90);
  });
});

describe('size of a plan', () => {
  it('may be a fan-out of a hundred thousand nodes', () => {
    @Task()
    class One {
      @Param() n!: number;
      run(): number {
        return this.n;
      }
    }
    @Workflow()
    class Wide {
      @FromEach(One, () => Array.from({ length: 100_000 }, (_, n) => ({ n }))) all!: number[];
      run(): void {}
    }
    expect(planned(Wide).nodes).toHaveLength(100_001);
  });

  @Task()
  class Chain {
    @Param() n!: number;
    @FromIf(Chain, (self: Chain) => self.n > 0, (self: Chain) => ({ n: self.n - 1 })) before?: number;
    run(): number {
      return 1;
    }
  }

  it('may be a chain of twenty thousand nodes', () => {
    const plan = planned(Chain, { n: 20_000 });
    expect(plan.nodes).toHaveLength(20_001);
    expect(plan.nodes.at(-1)!.path).toBe(
      'Chain → Chain → Chain → Chain → … → Chain → Chain → Chain → Chain → Chain → Chain',
    );
  });

  it('is limited for a task that asks for itself endlessly', () => {
    @Task()
    class Endless {
      @Param() n = 0;
      @From(Endless, (self: Endless) => ({ n: self.n + 1 })) next!: number;
      run(): number {
        return 1;
      }
    }
    expect(() => planned(Endless, {}, { maxNodes: 1000 })).toThrow(
      expect.objectContaining({ code: 'TOO_MANY_NODES', message: expect.stringContaining('past 1,000 nodes') }),
    );
  });
});

describe('plan with a mapping that mutates its parameters', () => {
  it('keeps the parameters unchanged for others', () => {
    @Task()
    class Part {
      @Param() n!: number;
      run(): number {
        return this.n;
      }
    }
    @Workflow()
    class Sorts {
      @Param() numbers: number[] = [3, 1, 2];
      @FromEach(Part, (self: Sorts) => self.numbers.sort().map((n) => ({ n }))) sorted!: number[];
      @FromEach(Part, (self: Sorts) => [{ n: self.numbers[0]! }]) first!: number[];
      run(): number {
        return 1;
      }
    }
    const plan = planned(Sorts);
    expect(plan.target.params['numbers']).toEqual([3, 1, 2]);
    expect(inputOf(plan.target, 'first')).toEqual(['Part(n=3)']);
    expect(planned(Sorts).target.params['numbers']).toEqual([3, 1, 2]);
  });
});
