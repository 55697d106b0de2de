import type { LineageRecord } from '../../lineage/record.ts';
import type { Plan } from '../../plan/plan.ts';
import { unknownNode } from './why.ts';

/** The things that `--only` names, and those that it may name. */
export interface Only {
  /** Nodes and tasks. */
  readonly names: ReadonlySet<string>;
  /** The nodes of the run that is repeated. */
  readonly known: readonly string[];
}

/** A component run of that run stands for its node. */
export async function readOnly(record: LineageRecord, run: string, words: readonly string[]): Promise<Only> {
  const results = await record.resultsOf(run);
  const byId = new Map(results.map(({ componentRun, node }) => [componentRun, node]));
  return { names: new Set(words.map((word) => byId.get(word) ?? word)), known: results.map(({ node }) => node) };
}

/** Says what runs whatever the record has, although it was not asked for; undefined where nothing does. */
export function alsoRuns(only: Only | undefined, plan: Plan): string | undefined {
  const always = [...plan.tasks].filter(({ model: { note } }) => only && !note.cache && !only.names.has(note.name));
  const names = always.map(({ model }) => model.note.name).join(', ');
  return names === '' ? undefined : `as ever, what has no cache runs too: ${names}`;
}

/** Nodes that depend on data are not in the plan yet: those that were there then may come. */
export function checkOnly(only: Only | undefined, run: string, plan: Plan): void {
  if (!only) return;
  const tasks = plan.tasks.names;
  const labels = new Set([...plan.nodes.map(({ label }) => label), ...only.known]);
  for (const name of only.names) {
    if (labels.has(name) || tasks.includes(name)) continue;
    const all = [...new Set([...tasks, ...labels])];
    const some = all.slice(0, 8).join(', ');
    throw unknownNode(name, `in ${run}`, all, `It has: ${some}${all.length > 8 ? ', …' : ''}.`);
  }
}
