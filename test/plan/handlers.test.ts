import { describe, expect, it } from 'vitest';
import { From, FromEach, Param, Task, Workflow } from '../../src/authoring/index.ts';
import { labels, nodeOf, planned } from './planned.ts';

@Task()
class FindFolder {
  @Param() day!: string;
  run(): string {
    return this.day;
  }
}
@Task()
class CleanUp {
  @Param() token = 'none';
  @From(FindFolder) folder!: string;
  run(): void {}
}
@Task()
class Load {
  @Param() day!: string;
  run(): void {}
}
@Workflow({ finally: CleanUp })
class Part {
  @Param() n!: number;
  @From(Load) loaded!: unknown;
  run(): void {}
}
@Workflow()
class Nightly {
  @Param() day = 'monday';
  @Param({ secret: true }) token = 'shh';
  @FromEach(Part, () => [{ n: 1 }, { n: 2 }]) parts!: unknown[];
  run(): void {}
}

describe('handlers in a plan', () => {
  it('are added when their workflow ends, with parameters handed down', () => {
    const plan = planned(Nightly);
    expect(labels(plan.nodes)).not.toContain(expect.stringContaining('CleanUp'));
    const part = plan.nodes.find(({ params }) => params['n'] === 1)!;
    const { handlers, added } = plan.handle(part, 'finally');
    expect(handlers.map(({ task, path, params, handling }) => [task, path, params, handling!.field])).toEqual([
      ['CleanUp', 'Nightly → Part → CleanUp', { token: 'shh' }, 'finally'],
    ]);
    expect(handlers[0]!.label).not.toContain('shh');
    expect(added.map(({ task }) => task)).toEqual(['CleanUp', 'FindFolder']);
    expect(nodeOf(plan, 'FindFolder(day=monday)').dependents!.map(({ owner }) => owner)).toEqual(handlers);
    expect(plan.handle(part, 'onFailure')).toEqual({ handlers: [], added: [] });
  });

  it('of two workflows are two nodes that share an input', () => {
    const plan = planned(Nightly);
    const nodes = plan.nodes
      .filter(({ task }) => task === 'Part')
      .flatMap((part) => plan.handle(part, 'finally').added);
    expect(nodes.map(({ task }) => task)).toEqual(['CleanUp', 'FindFolder', 'CleanUp']);
    expect(new Set(plan.nodes.map(({ label }) => label)).size).toBe(plan.nodes.length);
    expect(plan.nodes.map(({ index }) => index)).toEqual(plan.nodes.map((_, i) => i));
  });

  it('are checked for missing parameters before anything runs, with those of their inputs', () => {
    @Workflow({ finally: CleanUp })
    class Bare {
      run(): void {}
    }
    @Task()
    class Alert {
      @Param() channel!: string;
      run(): void {}
    }
    @Workflow({ onFailure: Alert })
    class Inner {
      run(): void {}
    }
    @Workflow()
    class Outer {
      @From(Inner) inner!: unknown;
      run(): void {}
    }
    expect(() => planned(Bare)).toThrow(
      expect.objectContaining({
        code: 'MISSING_PARAM',
        message: 'Bare → CleanUp → FindFolder.day is required, and nothing gives it a value.',
      }),
    );
    expect(() => planned(Outer)).toThrow('Outer → Inner → Alert.channel is required, and nothing gives it a value.');
  });
});
