import { userError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';

/** The kind of thing that names are taken for: `command`, `name`. */
interface Kind {
  readonly one: string;
  /** The thing to do where nothing fits. */
  readonly next: string;
}

/** The kind of thing that names are taken for: `command`, `name`. */
interface Kind {
  readonly one: string;
  /** The thing to do where nothing fits. */
  readonly next: string;
}

/** Several names begin with what was typed. */
export const ambiguousName = userError('AMBIGUOUS_NAME', (asked: string, candidates: readonly string[]) => ({
  message: `"${asked}" may be ${orList(candidates)}.`,
  next: 'Write some more of it.',
}));

/** No name begins with what was typed. */
export const unknownName = userError(
  'UNKNOWN_NAME',
  (asked: string, names: readonly string[], { one, next }: Kind) => ({
    message: `There is no ${one} "${asked}".${didYouMean(asked, names)}`,
    next,
  }),
);

const maxCandidates = 12;

function orList(names: readonly string[]): string {
  const shown = names.slice(0, maxCandidates);
  if (names.length > maxCandidates) return `${shown.join(', ')}, and ${names.length - maxCandidates} more`;
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

/**
 * The name that is meant by itself or by the beginning of it.
 *
 * @example `pick('inp', ['inputs', 'outputs'], { one: 'topic', next: '' })` is `inputs`
 */
export function matchPrefix<Name extends string>(asked: string, names: readonly Name[], kind: Kind): Name {
  const exact = names.find((name) => name === asked);
  if (exact !== undefined) return exact;
  const fitting = [...new Set(names.filter((name) => asked !== '' && name.startsWith(asked)))];
  if (fitting.length > 1) throw ambiguousName(asked, fitting);
  if (fitting.length === 0) throw unknownName(asked, names, kind);
  return fitting[0]!;
}
