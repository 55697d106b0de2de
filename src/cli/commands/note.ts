import type { SubjectAnnotations, Subject } from '../../lineage/annotations.ts';
import { userName } from '../../project/process.ts';
import { badFlag } from '../flags.ts';
import { withRecord } from '../record.ts';
import { visible } from '../../values/controls.ts';
import { remarkRows } from '../render/annotations.ts';
import { rowsText } from '../render/rows.ts';
import { wrap } from '../render/wrap.ts';
import { subjectOf } from '../../inspect/resolve-id.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { pageOf } from '../../inspect/page.ts';
import { type Input, defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';

const args = [
  { name: 'subject', accepts: ['component', 'id'], kind: 'id', required: true },
  { name: 'words', many: true },
] as const;
const flags = [
  { ...limitFlag, doc: 'show at most so many notes, the last ones' },
  pageFlag,
  profileFlag,
  jsonFlag,
] as const;
const defaultPageSize = 20;

export const noteCommand = defineCommand({
  name: 'note',
  description:
    'Writes something beside what is on record, with your name and the time; without words, shows what there is.',
  args,
  flags,
  examples: ["clew note serve 'the threshold is to be settled anew in spring'", 'clew note out-06bq2v9kx7m2q'],
  run: (input, terminal) => annotate(input, terminal, 'note'),
});

export const tagCommand = defineCommand({
  name: 'tag',
  description: 'Gives tags to what is on record; without any, shows what there is. Tags are never taken away.',
  args: [args[0], { ...args[1], accepts: ['tags'] }],
  flags,
  examples: ['clew tag serve online risk', 'clew tag run-06bq2v9kx7m2 baseline'],
  run: (input, terminal) => annotate(input, terminal, 'tag'),
});

function annotate(
  { args: { subject: asked, words }, flags: asks, invoked }: Input<typeof args, typeof flags>,
  terminal: Terminal,
  what: 'note' | 'tag',
): Promise<number> {
  if (words.some((word) => word.trim() === '')) throw badFlag(`${invoked} takes no empty ${what}.`, invoked);
  return withRecord(asks, async (record) => {
    const subject = await subjectOf(record, asked);
    if (words.length > 0 && what === 'note') await record.note(subject, words.join(' '), userName());
    if (words.length > 0 && what === 'tag') await record.tag(subject, words, userName());
    const remarks = await record.remarks(subject);
    const page = pageOf(asks, defaultPageSize, asks.json);
    // The last ones first: who asks for one page wants those.
    const end = Math.max(0, remarks.notes.length - page.offset);
    const earlier = Math.max(0, end - page.limit);
    const shown = { ...remarks, notes: remarks.notes.slice(earlier, end) };
    if (asks.json) await terminal.json({ ...subject, ...shown, page: page.page, more: earlier > 0 });
    else terminal.out(remarksText(subject, shown, earlier, page.page, terminal.width));
    return 0;
  });
}

function remarksText(
  { id, kind }: Subject,
  remarks: SubjectAnnotations,
  earlier: number,
  page: number,
  width: number,
): string {
  const rows = remarkRows(remarks).map(([name, value]) => [dim(name), value]);
  const more = earlier > 0 ? [dim(`… and ${earlier} earlier; --page ${page + 1} shows them`)] : [];
  const none = page > 1 ? `there is no page ${page}` : 'nothing has been said of it';
  const head = wrap(`${bold(visible(id))} ${dim(kind)}`, width, '  ');
  return [head, rows.length > 0 ? rowsText(rows, width) : none, ...more].join('\n');
}
