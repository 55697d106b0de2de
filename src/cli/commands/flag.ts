import type { FlagMark } from '../../lineage/annotations.ts';
import { userName } from '../../project/process.ts';
import type { Flag, FlagValues } from '../flags.ts';
import { resolveId } from '../../inspect/resolve-id.ts';
import { withRecord } from '../record.ts';
import { visible } from '../../values/controls.ts';
import { flagText } from '../render/annotations.ts';
import { furtherText } from '../render/page.ts';
import { rowsText } from '../render/rows.ts';
import { wrap } from '../render/wrap.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { pageOf } from '../../inspect/page.ts';
import { defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';

const because = {
  name: 'because',
  type: 'text',
  value: '<words>',
  doc: 'what is wrong with it, or why it is not',
} as const satisfies Flag;

const markFlags = [because, profileFlag, jsonFlag] as const;
const listFlags = [because, limitFlag, pageFlag, profileFlag, jsonFlag] as const;
const outputIdArg = { name: 'id', accepts: ['output id'], kind: 'output id' } as const;

export const flagCommand = defineCommand({
  name: 'flag',
  description: 'Says that an output is bad; without an id, lists those that are flagged.',
  args: [outputIdArg],
  flags: listFlags,
  examples: ["clew flag out-06bq2v9kx7m2q --because 'the sensor was broken'", 'clew flag'],
  run: ({ args, flags }, terminal) =>
    args.id === undefined ? list(flags, terminal) : mark(args.id, true, flags, terminal),
});

export const unflagCommand = defineCommand({
  name: 'unflag',
  description: 'Says that a flagged output is not bad after all. Both stay on record.',
  args: [{ ...outputIdArg, required: true }],
  flags: markFlags,
  examples: ["clew unflag out-06bq2v9kx7m2q --because 'the sensor was right'"],
  run: ({ args, flags }, terminal) => mark(args.id, false, flags, terminal),
});

function mark(
  asked: string,
  flagged: boolean,
  asks: FlagValues<typeof markFlags>,
  terminal: Terminal,
): Promise<number> {
  return withRecord(asks, async (record) => {
    const { id } = await resolveId(record, asked, ['output id']);
    await record.flag(id, { flagged, because: asks.because ?? null, author: userName() });
    const { flags } = await record.remarks({ kind: 'output id', id });
    const last = flags.at(-1)!;
    if (asks.json) await terminal.json(last);
    else {
      const words = `${bold(visible(id))} is ${flagged ? 'flagged' : 'not flagged any more'}: ${flagText(last)}`;
      terminal.out(wrap(words, terminal.width, '  '));
    }
    return 0;
  });
}

const noneText = 'No output is flagged. clew flag <output id> --because … flags one.';

function list(asks: FlagValues<typeof listFlags>, terminal: Terminal): Promise<number> {
  const { page, limit, offset } = pageOf(asks, 50);
  const show = async (found: readonly FlagMark[]): Promise<number> => {
    const marks = found.slice(0, limit);
    const more = found.length > limit;
    if (asks.json) await terminal.json({ flagged: marks, page, more });
    else if (marks.length === 0) terminal.out(page > 1 ? `There is no page ${page}.` : noneText);
    else {
      const rows = marks.map((one) => [bold(visible(one.outputId)), dim(flagText(one))]);
      terminal.out([rowsText(rows, terminal.width), ...(more ? [furtherText(page)] : [])].join('\n'));
      terminal.out(dim(wrap('clew review looks for what they have in common', terminal.width)));
    }
    return 0;
  };
  return withRecord(
    asks,
    // One more than is shown tells whether there are more.
    async (record) => show(await record.flagged({ limit: limit + 1, offset })),
    () => show([]),
  );
}
