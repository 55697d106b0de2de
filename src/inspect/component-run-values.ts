import { userError } from '../errors.ts';
import type { ArtifactRow, ComponentRunDetails } from '../lineage/query-results.ts';
import type { LineageRecord } from '../lineage/record.ts';
import type { FrameInput } from '../lineage/trace.ts';
import { resolveId } from './resolve-id.ts';
import { matchPrefix } from './match-prefix.ts';
import { traceable } from './load-trace.ts';
import { shellCommand } from '../values/shell-command.ts';

/** A thing that a component run has and that can be looked at by its name. */
export type ComponentRunValue =
  | { readonly role: 'input'; readonly name: string; readonly artifact: string; readonly from: string | null }
  | { readonly role: 'output'; readonly name: string; readonly artifact: string }
  | { readonly role: 'parameter' | 'metric'; readonly name: string; readonly value: unknown };

/** It was asked for something that it doesn't have. */
export const noValues = userError('NOTHING_THERE', ({ componentRun, status }: ComponentRunDetails) => {
  const why = status === 'ran' || status === 'cached' ? 'It gave nothing that is kept' : `It ${status}`;
  return {
    message: `${componentRun} has no output to look at. ${why}.`,
    next: `${shellCommand('clew show', componentRun)} says more about it.`,
  };
});

/** There are fewer values of that name. */
export const noSuchValue = userError('NO_SUCH_VALUE', (name: string, count: number) => ({
  message: `${name} has ${count} value${count === 1 ? '' : 's'}.`,
  next: `The first is ${name}[0], the last ${name}[${count - 1}].`,
}));

/** One component run, and the artifact by which it was asked for. */
export interface Meant {
  readonly details: ComponentRunDetails;
  readonly artifact: string | undefined;
}

/** The component run that is meant by its id, or by that of something that it gave. */
export async function componentRunOf(record: LineageRecord, asked: string): Promise<Meant> {
  const { kind, id } = await resolveId(record, asked, traceable);
  if (kind === 'component run') return { details: await record.componentRun(id), artifact: undefined };
  const [maker] = (await record.trace(id)).frames;
  if (!maker) throw fromOutside(id);
  return { details: await record.componentRun(maker.componentRun), artifact: kind === 'artifact' ? id : undefined };
}

export const fromOutside = userError('FROM_OUTSIDE', (artifact: string) => ({
  message: `${artifact} came from outside: nobody on record made it.`,
  next: `${shellCommand('clew show', artifact)} says what is known of it.`,
}));

/** Everything in the order in which it is looked for. */
export function valuesOfComponentRun({ inputs, artifacts, params, metrics }: ComponentRunDetails): ComponentRunValue[] {
  return [
    ...inputs.map(({ name, artifact, from }: FrameInput) => ({ role: 'input', name, artifact, from }) as const),
    ...artifacts.map(({ name, id }: ArtifactRow) => ({ role: 'output', name, artifact: id }) as const),
    ...Object.entries(params).map(([name, value]) => ({ role: 'parameter', name, value }) as const),
    ...Object.entries(metrics).map(([name, value]) => ({ role: 'metric', name, value }) as const),
  ];
}

/** Its names, each once. */
export const namesOf = (details: ComponentRunDetails): string[] => [
  ...new Set(valuesOfComponentRun(details).map(({ name }) => name)),
];

/** One thing, or some of one name; an index says which: `models[1]`. */
export interface Named {
  readonly things: readonly ComponentRunValue[];
  /** The place of the first of them. */
  readonly from: number;
  /** How many there are of that name. */
  readonly total: number;
}

/** Finds what is meant by a name; without one, what the component run gave. */
export function valuesNamed({ details, artifact }: Meant, asked: string | undefined): Named {
  const all = valuesOfComponentRun(details);
  if (asked === undefined) {
    const outputs = all.filter(({ role }) => role === 'output');
    const meant = outputs.filter((thing) => 'artifact' in thing && thing.artifact === artifact);
    // A task returns one thing, what else it stored has names; what a registered call gave are all its outputs.
    const shown = details.node === null ? outputs : outputs.slice(0, 1);
    const things = meant.length > 0 ? meant : shown;
    if (things.length === 0) throw noValues(details);
    return { things, from: 0, total: things.length };
  }
  const names = namesOf(details);
  const indexed = names.includes(asked) ? null : /^(.+)\[(\d+)\]$/s.exec(asked);
  const next = names.length > 0 ? `There is: ${names.slice(0, 20).join(', ')}.` : 'It has nothing that has a name.';
  const name = matchPrefix(indexed?.[1] ?? asked, names, { one: 'input, output, parameter or metric', next });
  const things = all.filter((thing) => thing.name === name);
  if (!indexed) return { things, from: 0, total: things.length };
  const index = Number(indexed[2]);
  if (index >= things.length) throw noSuchValue(name, things.length);
  return { things: things.slice(index, index + 1), from: index, total: things.length };
}
