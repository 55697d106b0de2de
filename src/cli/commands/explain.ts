import type { IdKind } from '../../lineage/query-results.ts';
import { explainRun } from '../../inspect/explain/explain-run.ts';
import { type Explanation, explainTrace } from '../../inspect/explain/explanation.ts';
import { Options } from '../flags.ts';
import { resolveId } from '../resolve-id.ts';
import { withRecord } from '../record.ts';
import { explainText } from '../render/explain.ts';
import type { Terminal } from '../terminal.ts';
import { type Command, helpFlag, jsonFlag, limitFlag, profileFlag } from '../command.ts';

export const explainCommand: Command = {
  name: 'explain',
  summary: [
    'Tells in plain sentences what an output is, from which data and by which steps it came about, how good it is, who',
    'is responsible, and whether it is up to date; of a run, what became of it. `clew bt` has the details.',
  ].join('\n'),
  usage: '<output id | artifact | component run | run>',
  takes: ['id'],
  flags: [
    { name: 'ids', type: 'boolean', doc: 'with the ids that engineers look things up by' },
    { ...limitFlag, doc: 'tell at most so many steps, the last ones; default 20' },
    profileFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['clew explain out-06bq2v9kx7m2q', 'clew explain out-06bq --ids', 'clew explain run-06bq2v9kx7m2'],
  run,
};

const defaultPageSize = 20;
const explained: readonly IdKind[] = ['output id', 'artifact', 'component run', 'run'];

/** All of them, unless fewer are asked for. */
const stepsOf = ({ steps }: Explanation, limit = steps.length): Pick<Explanation, 'steps'> & { more: boolean } => ({
  steps: limit < steps.length ? steps.slice(-limit) : steps,
  more: limit < steps.length,
});

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, explainCommand.flags, invoked);
  const asked = options.oneWord('an output id, an artifact, a component run or a run');
  return withRecord(options, async (record, { root }) => {
    const { kind, id } = await resolveId(record, asked, explained);
    const explanation =
      kind === 'run' ? await explainRun(record, id, root) : await explainTrace(record, await record.trace(id), root);
    const limit = options.count('limit');
    const ids = options.has('ids');
    if (options.has('json')) await terminal.json({ ...explanation, ...stepsOf(explanation, limit) });
    else terminal.out(explainText(explanation, { ids, limit: limit ?? defaultPageSize, width: terminal.width }));
    return 0;
  });
}
