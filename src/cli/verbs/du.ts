import type { UsedSpace } from '../../lineage/answers.ts';
import { Options } from '../flags.ts';
import { nothingYet, withRecord } from '../record.ts';
import { table } from '../render/table.ts';
import { bytes } from '../render/values.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { type Verb, helpFlag, jsonFlag, limitFlag, profileFlag } from '../verb.ts';

export const duVerb: Verb = {
  name: 'du',
  summary: [
    'Says how much the artifacts of each task take, and in which storage layer, as the record has it.',
    'Files are kept once, however many tasks and runs have them. Of a folder, the record has the list of its files.',
  ].join('\n'),
  usage: '',
  flags: [limitFlag, profileFlag, jsonFlag, helpFlag],
  examples: ['clew du --limit 10'],
  run,
};

const total = (used: readonly UsedSpace[], of: 'size' | 'artifacts' | 'folders'): number =>
  used.reduce((sum, one) => sum + one[of], 0);

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, duVerb.flags, invoked);
  options.none();
  const limit = options.count('limit') ?? 50;
  const show = (used: readonly UsedSpace[]): number => {
    if (options.has('json')) {
      terminal.json({ size: total(used, 'size'), artifacts: total(used, 'artifacts'), used: used.slice(0, limit) });
    } else terminal.out(used.length === 0 ? nothingYet : text(used, limit));
    return 0;
  };
  return withRecord(
    options,
    async (record) => show(await record.usedSpace()),
    () => show([]),
  );
}

function text(used: readonly UsedSpace[], limit: number): string {
  const count = (artifacts: number): string => dim(`${artifacts} artifact${artifacts === 1 ? '' : 's'}`);
  const rows = used
    .slice(0, limit)
    .map(({ component, layer, size, artifacts }) => [bytes(size), component, layer, count(artifacts)]);
  const more = used.length > limit ? [dim(`… and ${used.length - limit} more; --limit ${used.length} shows all`)] : [];
  const all = [bold(bytes(total(used, 'size'))), 'all together', '', count(total(used, 'artifacts'))];
  const folders = total(used, 'folders');
  // Folders share files, with each other and with older versions of themselves: there is no sum that would be true.
  const beside =
    folders === 0
      ? []
      : [
          dim(
            `Of ${folders} folder${folders === 1 ? '' : 's'}, the lists of their files: clew artifacts show has the rest.`,
          ),
        ];
  return [table([...rows, all]), ...more, ...beside].join('\n');
}
