import type { LineageRecord } from '../../lineage/record.ts';
import { type Seen, ArtifactView } from '../../inspect/artifact-view.ts';
import type { Preview } from '../../storage/previews/preview.ts';
import { previewText } from '../previews.ts';
import { withRecord } from '../record.ts';
import { counted } from '../render/figures.ts';
import { bytes, inline } from '../render/values.ts';
import { wrap } from '../render/wrap.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { type Named, type ComponentRunValue, componentRunOf, valuesNamed } from '../../inspect/component-run-values.ts';
import { type Page, pageOf } from '../../inspect/page.ts';
import { componentRunArg, defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';

export const printCommand = defineCommand({
  name: 'print',
  description: [
    'Shows what a value looks like: an input, an output, a parameter or a metric of one component run, by its name or the',
    'beginning of it. Without a name, what it gave. Of an input that has several values, `name[0]` is the first.',
    'Of what is large, a preview is shown: clew artifacts cat prints all of it.',
  ].join('\n'),
  args: [componentRunArg, { name: 'name' }],
  flags: [limitFlag, pageFlag, profileFlag, jsonFlag],
  examples: ['clew print out-06bq2v9kx7m2q', 'clew print cr-06bq2v9k readings', "clew print cr-06bq 'models[1]'"],
  async run({ args, flags }, terminal) {
    const page = pageOf(flags, defaultPageSize);
    return withRecord(flags, async (record, settings) => {
      const meant = await componentRunOf(record, args.id);
      const named = valuesNamed(meant, args.name);
      const shown = await look(new ArtifactView(record, settings), named, page);
      const left = named.things.length - page.offset - shown.length;
      if (flags.json) {
        const values = shown.map(document);
        await terminal.json({ componentRun: meant.details.componentRun, values, page: page.page, more: left > 0 });
      } else terminal.out(await text(record, shown, left, page, terminal));
      return 0;
    });
  },
});

const defaultPageSize = 5;

/** A value, and what it looks like if it is an artifact. */
interface Shown {
  readonly thing: ComponentRunValue;
  /** The place among several inputs of one name; null for all others. */
  readonly index: number | null;
  readonly seen: Seen | null;
  readonly preview: Preview | null;
}

async function look(sight: ArtifactView, { things, from, total }: Named, { offset, limit }: Page): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (const [i, thing] of things.slice(offset, offset + limit).entries()) {
    const seen = 'artifact' in thing ? await sight.find(thing.artifact) : null;
    const index = total > 1 && thing.role === 'input' ? from + offset + i : null;
    shown.push({ thing, index, seen, preview: seen && (await sight.preview(seen)) });
  }
  return shown;
}

function document({ thing, index, seen, preview }: Shown): unknown {
  const base = { ...thing, ...(index !== null && { index }) };
  if (!seen) return base;
  const { size, codec, digest } = seen.found;
  return { ...base, size, codec, digest, file: seen.file, preview };
}

async function text(
  record: LineageRecord,
  shown: readonly Shown[],
  left: number,
  { page }: Page,
  terminal: Terminal,
): Promise<string> {
  if (shown.length === 0) return `There is no page ${page}.`;
  const parts: string[] = [];
  for (const one of shown) {
    const head = wrap(await headLine(record, one), terminal.width, '  ');
    parts.push(one.seen ? `${head}\n${lookText(one.seen, one.preview, terminal)}` : head);
  }
  if (left > 0) parts.push(dim(`… and ${counted(left, 'more value')}; --page ${page + 1} shows them`));
  return parts.join('\n\n');
}

async function headLine(record: LineageRecord, { thing, index, seen }: Shown): Promise<string> {
  const name = bold(index === null ? thing.name : `${thing.name}[${index}]`);
  if ('value' in thing) return `${name} ${dim(thing.role)}  ${inline(thing.value)}`;
  const about = [thing.artifact, ...(seen?.found.layer === 'url' ? [] : [bytes(seen!.found.size)])];
  if (thing.role === 'input') about.push(await makerOf(record, thing.from));
  return `${name} ${dim(thing.role)}  ${dim(about.join('  '))}`;
}

async function makerOf(record: LineageRecord, from: string | null): Promise<string> {
  if (from === null) return 'from outside';
  const { node, component } = await record.componentRun(from);
  return `made by ${node ?? component}`;
}

const lookText = ({ hidden, found }: Seen, preview: Preview | null, terminal: Terminal): string =>
  hidden === null ? previewText(preview, found, terminal) : dim(wrap(hidden, terminal.width));
