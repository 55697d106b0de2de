import type { FlagMark } from '../../lineage/annotations.ts';
import { userName } from '../../project/process.ts';
import { type Flag, Options } from '../flags.ts';
import { resolveId } from '../resolve-id.ts';
import { withRecord } from '../record.ts';
import { visible } from '../render/controls.ts';
import { flagText } from '../render/annotations.ts';
import { furtherText } from '../render/page.ts';
import { rowsText } from '../render/rows.ts';
import { wrap } from '../render/wrap.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { type Command, helpFlag, jsonFlag, limitFlag, pageFlag, pageOf, profileFlag } from '../command.ts';

const because: Flag = {
  name: 'because',
  type: 'text',
  value: '<words>',
  doc: 'what is wrong with it, or why it is not',
};

export const flagCommand: Command = {
  name: 'flag',
  summary: 'Says that an output is bad; without an id, lists those that are flagged.',
  usage: '[output id]',
  takes: ['output id'],
  flags: [because, limitFlag, pageFlag, profileFlag, jsonFlag, helpFlag],
  examples: ["clew flag out-06bq2v9kx7m2q --because 'the sensor was broken'", 'clew flag'],
  run: (argv, terminal, invoked) => {
    const options = new Options(argv, flagCommand.flags, invoked);
    return options.words.length === 0 ? list(options, terminal) : mark(options, terminal, true);
  },
};

export const unflagCommand: Command = {
  name: 'unflag',
  summary: 'Says that a flagged output is not bad after all. Both stay on record.',
  usage: '<output id>',
  takes: ['output id'],
  flags: [because, profileFlag, jsonFlag, helpFlag],
  examples: ["clew unflag out-06bq2v9kx7m2q --because 'the sensor was right'"],
  run: (argv, terminal, invoked) => mark(new Options(argv, unflagCommand.flags, invoked), terminal, false),
};

function mark(options: Options, terminal: Terminal, flagged: boolean): Promise<number> {
  const asked = options.oneWord('an output id');
  return withRecord(options, async (record) => {
    const { id } = await resolveId(record, asked, ['output id']);
    await record.flag(id, { flagged, because: options.text('because') ?? null, author: userName() });
    const { flags } = await record.remarks({ kind: 'output id', id });
    const last = flags.at(-1)!;
    if (options.has('json')) await terminal.json(last);
    else {
      const words = `${bold(visible(id))} is ${flagged ? 'flagged' : 'not flagged any more'}: ${flagText(last)}`;
      terminal.out(wrap(words, terminal.width, '  '));
    }
    return 0;
  });
}

const noneText = 'No output is flagged. clew flag <output id> --because … flags one.';

function list(options: Options, terminal: Terminal): Promise<number> {
  const { page, limit, offset } = pageOf(options, 50);
  const show = async (found: readonly FlagMark[]): Promise<number> => {
    const marks = found.slice(0, limit);
    const more = found.length > limit;
    if (options.has('json')) await terminal.json({ flagged: marks, page, more });
    else if (marks.length === 0) terminal.out(page > 1 ? `There is no page ${page}.` : noneText);
    else {
      const rows = marks.map((one) => [bold(visible(one.outputId)), dim(flagText(one))]);
      terminal.out([rowsText(rows, terminal.width), ...(more ? [furtherText(page)] : [])].join('\n'));
      terminal.out(dim(wrap('clew review looks for what they have in common', terminal.width)));
    }
    return 0;
  };
  return withRecord(
    options,
    // One more than is shown tells whether there are more.
    async (record) => show(await record.flagged({ limit: limit + 1, offset })),
    () => show([]),
  );
}
