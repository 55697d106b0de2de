import { describe, expect, it, vi } from 'vitest';
import { From, FromEach, Param, Task, type Output } from '../../src/index.ts';
import { loadSettings } from '../../src/config/load.ts';
import { Project } from '../../src/project/project.ts';
import { prepare } from '../../src/project/prepare.ts';
import { execute, rehearse } from '../../src/project/execute-run.ts';
import { scratch } from './scratch.ts';

@Task()
class Leaf {
  @Param() n!: number;
  @Param() size = 1;
  run(): number {
    return this.n * this.size;
  }
}

@Task()
class Sum {
  @Param() size = 1;
  @FromEach(Leaf, () => Array.from({ length: 200 }, (_, n) => ({ n }))) leaves!: Output<Leaf>[];
  run(): number {
    return this.leaves.reduce((a, b) => a + b, 0);
  }
}

@Task()
class Last {
  @Param() size = 1;
  @From(Sum) sum!: Output<Sum>;
  run(): number {
    return this.sum;
  }
}

/** One run, or a dry one, with how often the record was asked about the past. */
async function asked(
  root: string,
  params: object,
  dry = false,
): Promise<Record<string, number> & { reasons: string[] }> {
  await using project = await Project.open(await loadSettings({ cwd: root }));
  const { record } = project;
  const spies = (['everRan', 'pastRuns', 'inputsOf', 'code'] as const).map(
    (name) => [name, vi.spyOn(record, name)] as const,
  );
  const prepared = await prepare(project, Last, params);
  const nodes = dry ? await rehearse(project, prepared) : (await execute(project, prepared)).nodes;
  const counts = Object.fromEntries(spies.map(([name, spy]) => [name, spy.mock.calls.length]));
  return { ...counts, reasons: [...new Set(nodes.map(({ reason }) => reason))] } as never;
}

describe('reasons why a node runs', () => {
  it('take one query in a first run, none in a fully cached run, and few later', async () => {
    const { root } = await scratch();
    expect(await asked(root, {}, true)).toEqual({
      everRan: 1,
      pastRuns: 0,
      inputsOf: 0,
      code: 0,
      reasons: ['never ran before'],
    });
    expect(await asked(root, {})).toEqual({
      everRan: 1,
      pastRuns: 0,
      inputsOf: 0,
      code: 0,
      reasons: ['never ran before'],
    });
    expect(await asked(root, {})).toMatchObject({ everRan: 0, pastRuns: 0, inputsOf: 0, code: 0 });

    // One page for each of the three tasks; other parameters explain other inputs.
    const other = await asked(root, { size: 2 });
    expect(other).toMatchObject({ everRan: 1, pastRuns: 3, inputsOf: 0, code: 0 });
    expect(other.reasons).toEqual(['parameter size changed: 1 → 2']);
  });
});
