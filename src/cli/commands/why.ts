import { userError } from '../../errors.ts';
import type { NodeRow } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { explain, findPastRun, pastRunOf } from '../../inspect/recorded-reason.ts';
import { didYouMean } from '../../values/nearest-names.ts';
import { resolveId } from '../resolve-id.ts';
import { withRecord } from '../record.ts';
import { whyText } from '../render/why.ts';
import { componentRunOf } from '../component-run-values.ts';
import { traceable } from '../load-trace.ts';
import { defineCommand, jsonFlag, profileFlag } from '../command.ts';
import { shellCommand } from '../../values/shell-command.ts';

export const whyCommand = defineCommand({
  name: 'why',
  description: 'Why a node ran or was found again: what was compared with what.',
  args: [
    { name: 'what', accepts: ['node', 'task', 'component run', 'output id', 'artifact'], kind: 'id', required: true },
  ],
  flags: [
    { name: 'run', type: 'text', value: '<run>', doc: 'the node of that run; else of the latest run that it was in' },
    profileFlag,
    jsonFlag,
  ],
  examples: ["clew why 'Train(day=2026-11-01)'", 'clew why Train --run run-06bq2v9kx7m2', 'clew why cr-06bq2v9k'],
  async run({ args, flags }, terminal) {
    return withRecord(flags, async (record) => {
      const id = await find(record, args.what, flags.run);
      const details = await record.componentRun(id);
      const explained = await explain(record, details.component, await pastRunOf(record, details));
      if (flags.json) await terminal.json(document(details, details.run, explained));
      else terminal.out(whyText(details, details.run, explained, terminal.width));
      return 0;
    });
  },
});

export const unknownNode = userError(
  'UNKNOWN_NODE',
  (asked: string, where: string, known: readonly string[], next: string) => ({
    message: `There is no node "${asked}" ${where}.${didYouMean(asked, known)}`,
    next,
  }),
);

export const whichNode = userError('WHICH_NODE', (task: string, run: string, nodes: readonly string[]) => {
  const some = nodes.slice(0, 5).join(', ');
  return {
    message: `${run} has ${nodes.length} nodes of ${task}.`,
    next: `Name one of them: ${some}${nodes.length > 5 ? ', …' : ''}.`,
  };
});

const document = (
  row: NodeRow,
  runId: string | null,
  { comparedWith, changes }: Awaited<ReturnType<typeof explain>>,
) => {
  const { node, component, componentRun, status, reason, attempt, cachedFrom } = row;
  const base = { node, component, componentRun, run: runId, status, reason, attempt, cachedFrom };
  return { ...base, endedAt: new Date(row.endedAt).toISOString(), comparedWith, ...changes };
};

async function find(record: LineageRecord, asked: string, inRun: string | undefined): Promise<string> {
  if (inRun !== undefined) return findInRun(record, asked, (await resolveId(record, inRun, ['run'])).id);
  const task = asked.replace(/[(#].*$/s, '');
  const found = await findPastRun(record, task, ({ node }) => asked === task || node === asked);
  if (found) return found.id;
  const resolved = await record.resolve(asked, traceable);
  if (resolved.found || resolved.ambiguous || /^(cr|out|art|run)-/.test(asked))
    return (await componentRunOf(record, asked)).details.componentRun;
  const names = (await record.components()).map(({ name }) => name);
  const newest = (await record.pastRuns(task, { limit: 200 })).map(({ node }) => node ?? task);
  const known = newest.length > 0 ? [...new Set(newest)] : names;
  const next = `On record are: ${known.slice(0, 5).join(', ')}${known.length > 5 ? ', …' : ''}.`;
  throw unknownNode(asked, 'on record', known, next);
}

/** The last attempt at a node; a task's name will do where it has one node only. */
async function findInRun(record: LineageRecord, asked: string, id: string): Promise<string> {
  const { nodes } = await record.run(id);
  const fitting = nodes.filter(
    ({ node, component, componentRun }) => node === asked || component === asked || componentRun === asked,
  );
  const labels = [...new Set(fitting.map(({ node, component }) => node ?? component))];
  if (labels.length > 1) throw whichNode(asked, id, labels);
  if (fitting.length > 0) return fitting.at(-1)!.componentRun;
  const known = [...new Set(nodes.map(({ node, component }) => node ?? component))];
  throw unknownNode(
    asked,
    `in ${id}`,
    known,
    `${shellCommand('clew show', id)} lists them; what was skipped is not recorded.`,
  );
}
