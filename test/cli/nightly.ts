/** The start of a module: each task writes its name into ran.txt when it really runs. */
export const head = `
import { appendFileSync, existsSync } from 'node:fs';
import { From, FromEach, Param, Task, TaskContext, Workflow, type Output } from 'clew';
const ran = (name: string) => appendFileSync('ran.txt', name + '\\n');
`;

/** A workflow with a fan-out, a diamond, owners, metrics and an output id of its own. */
export const nightly = {
  'workflow.ts': `
import { From, FromEach, FromIf, Param, Task, TaskContext, Workflow } from 'clew';
@Task({ owner: '@ana', doc: 'Reads a day', taskType: 'etl' })
export class Load { @Param() day!: Date; run() { return { rows: 3 }; } }
@Task({ modelFamily: 'classifier' })
export class Train { @Param() fold!: number; @From(Load) data!: { rows: number }; run() { return { auc: 0.5 + this.fold / 10 }; } }
@Task() export class Report { @From(Load) data!: { rows: number }; run() { return 1; } }
@Workflow({ doc: 'Train every night' })
export class Nightly {
  @Param() day!: Date;
  @FromEach(Train, () => [{ fold: 0 }, { fold: 1 }]) models!: { auc: number }[];
  @FromIf(Report, (self: Nightly) => self.models.length > 5) report?: number;
  constructor(private readonly context: TaskContext) {}
  run() { return { best: this.context.outputId({ id: 'prediction-4711', label: 'machine M-17' }) }; }
}`,
};
