import { UserMistake } from '../errors.ts';
import type { IdKind } from '../lineage/answers.ts';
import type { Record } from '../lineage/record.ts';
import { visible } from './render/figures.ts';

export class UnknownId extends UserMistake {
  constructor(asked: string, candidates: readonly string[]) {
    super('UNKNOWN_ID', `Nothing on record is called "${visible(asked)}".`, {
      next: candidates.length > 0 ? `Near or recent: ${listOf(candidates)}.` : 'clew runs lists what has run.',
    });
  }
}

/** Of more than so many, the record names the first. */
const most = 5;

export class AmbiguousId extends UserMistake {
  constructor(asked: string, candidates: readonly string[]) {
    super(
      'AMBIGUOUS_ID',
      `Several ids begin with "${visible(asked)}": ${listOf(candidates)}${candidates.length < most ? '' : ', …'}.`,
      {
        next: 'Write some more of it.',
      },
    );
  }
}

export class WrongKindOfId extends UserMistake {
  constructor(id: string, kind: IdKind, wanted: readonly IdKind[]) {
    super('WRONG_KIND_OF_ID', `${id} names ${one(kind)}, and this needs ${oneOf(wanted.map(one))}.`, {
      next: `clew show ${id} says more about it.`,
    });
  }
}

const listOf = (ids: readonly string[]): string => ids.map(visible).join(', ');

const one = (kind: IdKind): string => (/^[ao]/.test(kind) ? `an ${kind}` : `a ${kind}`);

const oneOf = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' or ');

/** What an id, or the beginning of one, names. */
export async function resolveId(
  record: Record,
  asked: string,
  wanted: readonly IdKind[],
): Promise<{ readonly kind: IdKind; readonly id: string }> {
  const resolved = await record.resolve(asked, wanted);
  if (!resolved.found) {
    throw resolved.ambiguous ? new AmbiguousId(asked, resolved.candidates) : new UnknownId(asked, resolved.candidates);
  }
  if (!wanted.includes(resolved.kind)) throw new WrongKindOfId(resolved.id, resolved.kind, wanted);
  return resolved;
}
