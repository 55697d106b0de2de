import { userError } from '../errors.ts';
import type { ComponentRunDetails, NodeRow } from '../lineage/query-results.ts';
import type { LineageRecord } from '../lineage/record.ts';
import type { Changes } from '../scheduler/why/reason.ts';
import { didYouMean } from '../values/nearest-names.ts';
import { shellCommand } from '../values/shell-command.ts';
import { componentRunOf } from './component-run-values.ts';
import { traceable } from './load-trace.ts';
import { type Explained, explain, findPastRun, pastRunOf } from './recorded-reason.ts';
import { resolveId } from './resolve-id.ts';

/** Why a node ran or was found again, as `clew why --json` prints it. */
export interface WhyDocument
  extends
    Pick<NodeRow, 'node' | 'component' | 'componentRun' | 'status' | 'reason' | 'attempt' | 'cachedFrom'>,
    Changes {
  readonly run: string | null;
  /** ISO 8601. */
  readonly endedAt: string;
  readonly comparedWith: Explained['comparedWith'];
}

/** A component run, compared with the one before it. */
export interface WhyAnswer {
  readonly details: ComponentRunDetails;
  readonly explained: Explained;
}

/** Finds a node by its name, its task or an id, and compares it; `inRun`: the node of that run, else of the latest. */
export async function findWhy(record: LineageRecord, asked: string, inRun: string | undefined): Promise<WhyAnswer> {
  const details = await record.componentRun(await find(record, asked, inRun));
  return { details, explained: await explain(record, details.component, await pastRunOf(record, details)) };
}

/** The same, as it is printed. */
export async function whyDocument(
  record: LineageRecord,
  asked: string,
  inRun: string | undefined,
): Promise<WhyDocument> {
  return documentOf(await findWhy(record, asked, inRun));
}

export function documentOf({ details, explained: { comparedWith, changes } }: WhyAnswer): WhyDocument {
  const { node, component, componentRun, run, status, reason, attempt, cachedFrom, endedAt } = details;
  const base = { node, component, componentRun, run, status, reason, attempt, cachedFrom };
  return { ...base, endedAt: new Date(endedAt).toISOString(), comparedWith, ...changes };
}

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
  // Nodes that ran at the same time end in any order: Part(n=2) is looked for before Part(n=10).
  const { compare } = new Intl.Collator('en', { numeric: true });
  if (labels.length > 1) throw whichNode(asked, id, labels.toSorted(compare));
  if (fitting.length > 0) return fitting.at(-1)!.componentRun;
  const known = [...new Set(nodes.map(({ node, component }) => node ?? component))];
  throw unknownNode(
    asked,
    `in ${id}`,
    known,
    `${shellCommand('clew show', id)} lists them; what was skipped is not recorded.`,
  );
}
