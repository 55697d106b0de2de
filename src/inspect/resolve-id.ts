import { UserError, userError } from '../errors.ts';
import type { IdKind } from '../lineage/query-results.ts';
import type { LineageRecord } from '../lineage/record.ts';
import { visible } from '../values/controls.ts';
import { shellCommand } from '../values/shell-command.ts';
import type { Subject } from '../lineage/annotations.ts';

export class UnknownId extends UserError {
  constructor(asked: string, candidates: readonly string[]) {
    super('UNKNOWN_ID', `Nothing on record is called "${visible(asked)}".`, {
      next:
        candidates.length > 0
          ? `Near or recent: ${listOf(candidates)}.`
          : `${shellCommand('clew runs')} lists what has run.`,
    });
  }
}

/** The number of candidates that the record names: of more, the first. */
const maxCandidates = 5;

export const ambiguousId = userError('AMBIGUOUS_ID', (asked: string, candidates: readonly string[]) => ({
  message: `Several ids begin with "${visible(asked)}": ${listOf(candidates)}${candidates.length < maxCandidates ? '' : ', …'}.`,
  next: 'Write some more of it.',
}));

export const wrongKindOfId = userError(
  'WRONG_KIND_OF_ID',
  (id: string, kind: IdKind | 'component', wanted: readonly IdKind[]) => ({
    message: `${id} names ${one(kind)}, and this needs ${oneOf(wanted.map(one))}.`,
    next:
      kind === 'component'
        ? `${shellCommand('clew history', id)} lists its component runs.`
        : `${shellCommand('clew show', id)} says more about it.`,
  }),
);

const listOf = (ids: readonly string[]): string => ids.map(visible).join(', ');

const one = (kind: IdKind | 'component'): string => (/^[ao]/.test(kind) ? `an ${kind}` : `a ${kind}`);

const oneOf = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' or ');

/** Finds what an id, or the beginning of one, names. */
export async function resolveId(
  record: LineageRecord,
  asked: string,
  wanted: readonly IdKind[],
): Promise<{ readonly kind: IdKind; readonly id: string }> {
  const resolved = await record.resolve(asked, wanted);
  if (!resolved.found) {
    if (resolved.ambiguous) throw ambiguousId(asked, resolved.candidates);
    const components = await record.components();
    if (components.some(({ name }) => name === asked)) throw wrongKindOfId(asked, 'component', wanted);
    throw new UnknownId(asked, resolved.candidates);
  }
  if (!wanted.includes(resolved.kind)) throw wrongKindOfId(resolved.id, resolved.kind, wanted);
  return resolved;
}

const kinds: readonly IdKind[] = ['output id', 'component run', 'run', 'artifact'];

/** Finds what people speak of: a component by its name, everything else by its id or the beginning of one. */
export async function subjectOf(record: LineageRecord, asked: string): Promise<Subject> {
  const components = await record.components();
  if (components.some(({ name }) => name === asked)) return { kind: 'component', id: asked };
  return resolveId(record, asked, kinds);
}
