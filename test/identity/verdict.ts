import { unknowable } from './case.ts';
import { shownFiles } from './layout.ts';
import type { Verdict } from './play.ts';

/** Lists what is wrong with a verdict: a false answer, needless work, or a case that shows nothing. */
export interface Wrong {
  readonly kind: 'false hit' | 'false miss' | 'not found again' | 'bad case';
  readonly words: string;
}

/** Every way in which a task's runs weren't as they should be; none where all is well. */
export function* wrongIn(verdict: Verdict): Iterable<Wrong> {
  const { expected, first, second, fresh, third, reverted, cantBeKnown, placed } = verdict;
  const isFound = second.status === 'cached';
  const isOther = fresh.value !== first.value;
  if (first.status !== 'ran' || fresh.status !== 'ran') {
    yield { kind: 'bad case', words: `it was ${first.status} at first and ${fresh.status} in an empty record` };
  }
  if (expected === 'cached' ? isOther : fresh.value !== undefined && !isOther && !placed.case.sameOutput) {
    yield { kind: 'bad case', words: `it returned ${first.value} at first and ${fresh.value} in an empty record` };
  }
  if (expected === 'runs' && isFound) yield { kind: 'false hit', words: `it was found: ${second.reason}` };
  else if (second.value !== fresh.value) {
    yield { kind: 'false hit', words: `it gave ${second.value}, and ${fresh.value} in an empty record` };
  }
  if (third.value !== fresh.value || (reverted && reverted.value !== first.value)) {
    yield {
      kind: 'false hit',
      words: `it gave ${third.value} the third time and ${reverted?.value} with the edit taken back`,
    };
  }
  if (cantBeKnown !== undefined) return;
  if (expected === 'cached' && !isFound) yield { kind: 'false miss', words: `it ran again: ${second.reason}` };
  if (third.status !== 'cached') yield { kind: 'not found again', words: `it ran the third time: ${third.reason}` };
  else if (reverted && reverted.status !== 'cached') {
    yield { kind: 'not found again', words: `it ran with the edit taken back: ${reverted.reason}` };
  }
}

/** All that is to know of a verdict that is wrong. */
export function explain(verdict: Verdict, wrong: readonly Wrong[]): string {
  const { placed, subject, expected, cantBeKnown, first, second, fresh } = verdict;
  const may = cantBeKnown === undefined ? '' : ` (or runs, for ${unknowable[cantBeKnown]})`;
  return `${wrong.map(({ kind, words }) => `${kind}: ${words}`).join('\n')}
${subject} should be: ${expected}${may}
first run: ${first.value}; after the edit: ${second.status}, ${second.value}, ${second.reason}; in an empty record: ${fresh.value}
${shownFiles(placed)}`;
}
