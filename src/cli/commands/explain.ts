import type { IdKind } from '../../lineage/query-results.ts';
import { explainRun } from '../../inspect/explain/explain-run.ts';
import { type Explanation, explainTrace } from '../../inspect/explain/explanation.ts';
import { resolveId } from '../../inspect/resolve-id.ts';
import { withRecord } from '../record.ts';
import { explainText } from '../render/explain.ts';
import { defineCommand, jsonFlag, limitFlag, profileFlag } from '../command.ts';

const explained: readonly IdKind[] = ['output id', 'artifact', 'component run', 'run'];

export const explainCommand = defineCommand({
  name: 'explain',
  description: [
    'Tells in plain sentences what an output is, from which data and by which steps it came about, how good it is, who',
    'is responsible, and whether it is up to date; of a run, what became of it. `clew bt` has the details.',
  ].join('\n'),
  args: [{ name: 'id', accepts: explained, kind: 'id', required: true }],
  flags: [
    { name: 'ids', type: 'boolean', doc: 'with the ids that engineers look things up by' },
    { ...limitFlag, doc: 'tell at most so many steps, the last ones; default 20' },
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew explain out-06bq2v9kx7m2q', 'clew explain out-06bq --ids', 'clew explain run-06bq2v9kx7m2'],
  async run({ args, flags }, terminal) {
    return withRecord(flags, async (record, { root }) => {
      const { kind, id } = await resolveId(record, args.id, explained);
      const explanation =
        kind === 'run' ? await explainRun(record, id, root) : await explainTrace(record, await record.trace(id), root);
      const { limit, ids } = flags;
      if (flags.json) await terminal.json({ ...explanation, ...stepsOf(explanation, limit) });
      else terminal.out(explainText(explanation, { ids, limit: limit ?? defaultPageSize, width: terminal.width }));
      return 0;
    });
  },
});

const defaultPageSize = 20;

/** All of them, unless fewer are asked for. */
const stepsOf = ({ steps }: Explanation, limit = steps.length): Pick<Explanation, 'steps'> & { more: boolean } => ({
  steps: limit < steps.length ? steps.slice(-limit) : steps,
  more: limit < steps.length,
});
