import type { FlagMark } from '../../lineage/remarks.ts';
import { userName } from '../../project/process.ts';
import { type Flag, Options } from '../flags.ts';
import { resolveId } from '../ids.ts';
import { withRecord } from '../record.ts';
import { flagText } from '../render/remarks.ts';
import { table } from '../render/table.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { type Verb, helpFlag, jsonFlag, limitFlag, profileFlag } from '../verb.ts';

const because: Flag = {
  name: 'because',
  type: 'text',
  value: '<words>',
  doc: 'what is wrong with it, or why it is not',
};

export const flagVerb: Verb = {
  name: 'flag',
  summary: 'Says that an output is bad; without an id, lists those that are flagged.',
  usage: '[output id]',
  flags: [because, limitFlag, profileFlag, jsonFlag, helpFlag],
  examples: ["clew flag out-06bq2v9kx7m2q --because 'the sensor was broken'", 'clew flag'],
  run: (argv, terminal, invoked) => {
    const options = new Options(argv, flagVerb.flags, invoked);
    return options.words.length === 0 ? list(options, terminal) : mark(options, terminal, true);
  },
};

export const unflagVerb: Verb = {
  name: 'unflag',
  summary: 'Says that a flagged output is not bad after all. Both stay on record.',
  usage: '<output id>',
  flags: [because, profileFlag, jsonFlag, helpFlag],
  examples: ["clew unflag out-06bq2v9kx7m2q --because 'the sensor was right'"],
  run: (argv, terminal, invoked) => mark(new Options(argv, unflagVerb.flags, invoked), terminal, false),
};

function mark(options: Options, terminal: Terminal, flagged: boolean): Promise<number> {
  const asked = options.oneWord('an output id');
  return withRecord(options, async (record) => {
    const { id } = await resolveId(record, asked, ['output id']);
    await record.flag(id, { flagged, because: options.text('because') ?? null, author: userName() });
    const { flags } = await record.remarks({ kind: 'output id', id });
    const last = flags.at(-1)!;
    if (options.has('json')) terminal.json(last);
    else terminal.out(`${bold(id)} is ${flagged ? 'flagged' : 'not flagged any more'}: ${flagText(last)}`);
    return 0;
  });
}

function list(options: Options, terminal: Terminal): Promise<number> {
  const limit = options.count('limit') ?? 50;
  const show = (marks: readonly FlagMark[]): number => {
    if (options.has('json')) terminal.json({ flagged: marks });
    else if (marks.length === 0) terminal.out('No output is flagged. clew flag <output id> --because … flags one.');
    else {
      terminal.out(table(marks.map((one) => [bold(one.outputId), dim(flagText(one))])));
      terminal.out(dim('clew review looks for what they have in common'));
    }
    return 0;
  };
  return withRecord(
    options,
    async (record) => show(await record.flagged({ limit })),
    () => show([]),
  );
}
