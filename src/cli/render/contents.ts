import type { ContentDiff } from '../../inspect/diff/contents.ts';
import type { Change } from '../../storage/previews/changes/change.ts';
import type { Cell } from '../../storage/previews/preview.ts';
import { dim, fit, green, red } from '../terminal.ts';
import { visible } from '../../values/controls.ts';
import { cellText } from './figures.ts';
import { wrap } from './wrap.ts';

const maxChanges = 8;
const maxLines = 12;
const widest = 60;

/** In what a value differs: facts of half a sentence each; of text its lines. */
export function contentLines(content: ContentDiff, indent: string, full: boolean, width: number): string[] {
  const { role, name, index, changes, lines, partial } = content;
  const words = lines !== null && !partial ? [] : wordsOf(changes);
  const shown = full ? words : words.slice(0, maxChanges);
  const more = words.length > shown.length ? [dim(`… and ${words.length - shown.length} more`)] : [];
  const none =
    words.length === 0 && lines === null
      ? [dim(partial ? 'nothing that its preview shows' : 'nothing to be seen')]
      : [];
  const stored = role === 'output' && name !== 'output' ? dim(`${visible(name)}: `) : '';
  const which = index === null ? stored : dim(`[${index}] `);
  return [
    ...[...shown, ...more, ...none].map((text) => wrap(`${indent}${which}${text}`, width, '  ')),
    ...(lines === null ? [] : lineTexts(lines, indent, full, width)),
  ];
}

/** Puts changes into words: all that moved in one column is one fact. */
function wordsOf(changes: readonly Change[]): string[] {
  const groups = Map.groupBy(changes, (change) => (isFigure(change) && change.at !== null ? change.at : change));
  return Array.from(groups, ([of, all]) =>
    typeof of === 'string' ? `${visible(of)}: ${all.map(figureWords).join(', ')}` : changeWords(all[0]!),
  );
}

const isFigure = ({ what, from, to }: Change): boolean =>
  !['value', 'column', 'type'].includes(what) && from !== null && to !== null;

const figureWords = ({ what, from, to }: Change): string => `${what} ${shown(from)} → ${shown(to)}`;

function changeWords({ at, what, from, to }: Change): string {
  const name = at === null ? null : visible(at);
  switch (what) {
    case 'column':
      return from === null ? `column ${name} is new: ${shown(to)}` : `column ${name} is gone: it was ${shown(from)}`;
    case 'type':
      return `column ${name} is ${shown(to)} now, it was ${shown(from)}`;
    case 'value':
      if (name === null) return `${shown(from)} → ${shown(to)}`;
      if (from === null || to === null)
        return to === null ? `${name} is gone: it was ${shown(from)}` : `${name} is new: ${shown(to)}`;
      return `${name} ${shown(from)} → ${shown(to)}`;
    default:
      return `${name === null ? '' : `${name}: `}${what} ${shown(from)} → ${shown(to)}`;
  }
}

/** More digits than anyone reads come of how numbers are kept. */
const endless = /^-?\d+\.\d{7,}$/;

function shown(cell: Cell): string {
  if (cell === null) return 'none';
  const isEndless = typeof cell === 'string' && endless.test(cell);
  return fit(cellText(isEndless ? Number(cell) : cell), widest);
}

function lineTexts(lines: string, indent: string, full: boolean, width: number): string[] {
  const all = lines.split('\n').filter((line) => !line.startsWith('@@'));
  const kept = full ? all : all.slice(0, maxLines);
  const left = all.length - kept.length;
  const paint = (line: string): string => (line.startsWith('-') ? red : line.startsWith('+') ? green : dim)(line);
  return [
    ...kept.map((line) => `${indent}${paint(fit(visible(line), Math.max(20, Math.min(width, 166) - indent.length)))}`),
    ...(left > 0 ? [dim(`${indent}… ${left} more lines; --full shows all`)] : []),
  ];
}
