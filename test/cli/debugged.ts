import { type Project, makeProject } from '../support/project.ts';
import { type TerminalOptions, type TestTerminal, keys, openTerminal } from '../support/terminal.ts';

const files = {
  'lib/read.ts': `
export const rows = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ machine: 'M-' + i, load: i / 10 }));
`,
  'workflow.ts': `
import { From, FromEach, Param, Task, TaskContext, Workflow } from 'clew';
import { rows } from './lib/read.ts';

@Task({ owner: '@ana', doc: 'Reads a day' })
export class Load {
  @Param() day!: Date;
  run() {
    return rows(3);
  }
}

@Task({ modelFamily: 'classifier' })
export class Train {
  @Param() fold!: number;
  @From(Load) readings!: { machine: string; load: number }[];
  run() {
    if (this.fold > 1) throw new Error('no such fold');
    return { auc: 0.5 + this.fold / rows(10).length };
  }
}

@Workflow({ doc: 'Train every night' })
export class Nightly {
  @Param() day!: Date;
  @FromEach(Train, () => [{ fold: 0 }, { fold: 1 }]) models!: { auc: number }[];
  constructor(private readonly context: TaskContext) {}
  run() {
    const id = 'risk-' + this.day.toISOString().slice(0, 10);
    return { best: this.context.outputId({ id, label: 'risk of ' + rows(18).at(-1)!.machine }) };
  }
}

@Workflow()
export class Broken {
  @Param() day!: Date;
  @From(Train, () => ({ fold: 3 })) model!: { auc: number };
  run() {
    return 1;
  }
}
`,
};

/** A project with two runs, and the component run of a third that failed. */
export async function ranProject(): Promise<{ readonly project: Project; readonly failed: string }> {
  const project = makeProject(files);
  await project.json('run-workflow workflow.ts Nightly --day 2026-11-01');
  await project.json('run-workflow workflow.ts Nightly --day 2026-11-02');
  const { nodes } = await project.json('run-workflow workflow.ts Broken --day 2026-11-01');
  return { project, failed: nodes.find(({ status }: any) => status === 'failed').componentRun };
}

/** The debugger in a terminal, at its first prompt. */
export async function startDebugger(
  project: Project,
  options: TerminalOptions = {},
  id = 'risk-2026-11-01',
): Promise<TestTerminal> {
  const terminal = openTerminal(project, `clew bt ${id} -i`, options);
  await terminal.prompt();
  return terminal;
}

/** Leaves, and says how it ended. */
export function leave(terminal: TestTerminal): Promise<number> {
  terminal.type(keys.ctrlD);
  return terminal.ended;
}
