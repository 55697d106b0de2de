import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Artifact, From, FromEach, Param, Task, Workflow } from '../../src/index.ts';
import { Project } from '../../src/project/project.ts';
import { prepare } from '../../src/project/prepare.ts';
import { rehearse } from '../../src/project/execute-run.ts';
import { loadSettings } from '../../src/config/load.ts';
import { type Scratch, count, counts, scratch, statuses } from './scratch.ts';

const hour = 3_600_000;

@Task({ cache: { for: '1 day' } })
class Rates {
  run(): number {
    count('Rates');
    return 1.08;
  }
}
@Task()
class Convert {
  @From(Rates) rate!: number;
  run(): number {
    count('Convert');
    return 100 * this.rate;
  }
}

/** Makes everything on record older. */
function age(project: Scratch, ms: number): void {
  using record = new DatabaseSync(path.join(project.root, '.clew/record.db'));
  record.prepare('update component_run set ended_at = ended_at - ?').run(ms);
}

async function planned(project: Scratch, target: typeof Convert): Promise<string[]> {
  await using opened = await Project.open(await loadSettings({ cwd: project.root }));
  const nodes = await rehearse(opened, await prepare(opened, target, {}));
  return nodes.map(({ node, action, reason }) => `${node.label} ${action}: ${reason.replace(/cr-\w+, .*/, '…')}`);
}

describe('cache.for (expiry of cached results)', () => {
  it('runs a task again after its result expired, and what depends on it only if the output differs', async () => {
    const of = counts();
    const project = await scratch();
    await project.run(Convert);
    age(project, 23 * hour);
    expect(statuses(await project.run(Convert))).toEqual({ Rates: 'cached', Convert: 'cached' });
    age(project, 3 * hour);
    expect(await planned(project, Convert)).toEqual([
      'Convert run: needs what Rates gives, which runs',
      'Rates run: expired: made 26 h ago, kept for 1 day',
    ]);
    const again = await project.run(Convert);
    expect(statuses(again)).toEqual({ Rates: 'ran', Convert: 'cached' });
    expect(again.nodes.find(({ task }) => task === 'Rates')!.reason).toBe('expired: made 26 h ago, kept for 1 day');
    expect(statuses(await project.run(Convert))).toEqual({ Rates: 'cached', Convert: 'cached' });
    expect(['Rates', 'Convert'].map(of)).toEqual([2, 1]);
  });
});

describe('significant: false on an input', () => {
  let colours = ['red'];
  @Task({ cache: false })
  class Palette {
    run(): string[] {
      return colours;
    }
  }
  @Task()
  class Data {
    @Param() day = 1;
    run(): number {
      return this.day;
    }
  }
  @Workflow()
  class Plot {
    @Param() days: number[] = [1];
    @FromEach(Data, (self: Plot) => self.days.map((day) => ({ day }))) data!: number[];
    @From(Palette, undefined, { significant: false }) colours!: string[];
    @From.artifact(Palette, () => ({}), { significant: false }) handle!: Artifact<string[]>;
    run(): string {
      return `${this.data.join()} in ${this.colours.join()}`;
    }
  }

  it('gives the input to the task, leaves it out of the identity, and traces it', async () => {
    colours = ['red'];
    const project = await scratch();
    const first = await project.run(Plot);
    expect(first.output).toBe('1 in red');
    const { inputs } = await project.ask((record) => record.componentRun(first.nodes[0]!.componentRun!));
    expect(inputs.map(({ name }) => name)).toEqual(['data', 'colours', 'handle']);

    colours = ['blue'];
    const second = await project.run(Plot);
    expect(second.output).toBe('1 in red');
    expect(statuses(second)).toMatchObject({ Plot: 'cached', Palette: 'ran' });
    expect((await project.run(Plot, { days: [2] })).output).toBe('2 in blue');
  });

  it('does not make a dry run report its task as stale', async () => {
    const project = await scratch();
    await project.run(Plot);
    await using opened = await Project.open(await loadSettings({ cwd: project.root }));
    const nodes = await rehearse(opened, await prepare(opened, Plot, {}));
    expect(nodes.map(({ node, action }) => `${node.label} ${action}`)).toEqual([
      'Plot cached',
      'Data cached',
      'Palette run',
    ]);
  });
});
