import type { FlagMark, SubjectAnnotations } from '../../lineage/annotations.ts';
import { dim, red } from '../terminal.ts';
import { visible } from '../../values/controls.ts';
import { moment } from './values.ts';

/** Tags, notes and flags as rows of facts. */
export function remarkRows({ tags, notes, flags }: SubjectAnnotations): (readonly [string, string])[] {
  return [
    ...(tags.length > 0 ? [['tags', tags.map(({ name }) => `#${visible(name)}`).join(' ')] as const] : []),
    ...flags.map((mark) => [mark.flagged ? red('flagged') : 'unflagged', flagText(mark)] as const),
    ...notes.map(({ text, author, at }) => ['note', `${visible(text)} ${dim(saidText(author, at))}`] as const),
  ];
}

/** `the sensor was broken, by ana, 2026-11-01 14:03:09` */
export const flagText = ({ because, author, at }: FlagMark): string =>
  `${visible(because ?? 'for no reason given')}, ${saidText(author, at)}`;

const saidText = (author: string | null, at: number): string => `by ${author ?? 'someone'}, ${moment(at)}`;
