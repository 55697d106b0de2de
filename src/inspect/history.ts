import { type UserError, userError } from '../errors.ts';
import type { HistoryRun } from '../lineage/query-results.ts';
import type { LineageRecord } from '../lineage/record.ts';
import { displayParams } from '../values/display.ts';
import { didYouMean } from '../values/nearest-names.ts';
import { shellCommand } from '../values/shell-command.ts';
import { lastGiven } from './last-output.ts';
import type { Page } from './page.ts';
import { type Explained, explain } from './recorded-reason.ts';

/** One run of a component, beside the one that it is compared with. */
export interface HistoryLine {
  readonly run: HistoryRun;
  readonly explained: Explained;
  /** True if the component's last result is this one's, found again since. */
  readonly isFoundAgain: boolean;
}

/** One run of a component as `clew history --json` prints it. */
export interface HistoryDocumentRun
  extends
    Pick<HistoryRun, 'run' | 'node' | 'place' | 'status' | 'reason' | 'cachedFrom' | 'metrics' | 'error'>,
    Pick<Explained, 'comparedWith' | 'changes'> {
  readonly componentRun: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly ms: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly isFoundAgain: boolean;
}

/** The runs of one component, newest first. */
export interface ComponentHistory {
  readonly component: string;
  readonly runs: readonly HistoryDocumentRun[];
  readonly page: number;
  readonly more: boolean;
}

/** The runs of one component: as one prints them, and with some that came before them. */
export interface HistoryAnswer {
  readonly document: ComponentHistory;
  readonly lines: readonly HistoryLine[];
  readonly found: readonly HistoryRun[];
}

/** Gives the runs of a component with what changed from one to the next. */
export async function historyOf(
  record: LineageRecord,
  component: string,
  { limit, offset, page }: Page,
  cached = false,
): Promise<HistoryAnswer> {
  if (!(await record.everRan([component])).has(component)) throw await unknown(record, component);
  // More than is shown: what these are compared with, and whether there is another page.
  const found = await record.history(component, { limit: 2 * limit + 1, offset, cached });
  const { cachedFrom } = (await lastGiven(record, component)) ?? {};
  const lines: HistoryLine[] = [];
  for (const one of found.slice(0, limit)) {
    lines.push({ run: one, explained: await explain(record, component, one), isFoundAgain: one.id === cachedFrom });
  }
  return { document: { component, runs: lines.map(documentOf), page, more: found.length > limit }, lines, found };
}

export const unknownComponent = userError('UNKNOWN_COMPONENT', (name: string, known: readonly string[]) => ({
  message: `No component "${name}" is on record.${didYouMean(name, known)}`,
  next: known.length > 0 ? `${shellCommand('clew components')} lists them.` : 'Run a workflow first.',
}));

async function unknown(record: LineageRecord, name: string): Promise<UserError> {
  const known = await record.components();
  return unknownComponent(
    name,
    known.map((component) => component.name),
  );
}

function documentOf({ run: one, isFoundAgain, explained: { comparedWith, changes } }: HistoryLine): HistoryDocumentRun {
  const { id, startedAt, endedAt, params, run, node, place, status, reason, cachedFrom, metrics, error } = one;
  return {
    componentRun: id,
    run,
    node,
    place,
    status,
    reason,
    cachedFrom,
    startedAt: new Date(startedAt).toISOString(),
    ms: endedAt - startedAt,
    params: displayParams(params),
    metrics,
    error,
    isFoundAgain,
    comparedWith,
    changes,
  };
}
