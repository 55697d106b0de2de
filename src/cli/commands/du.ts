import type { UsedSpace } from '../../lineage/query-results.ts';
import { nothingYet, withRecord } from '../record.ts';
import { table } from '../render/table.ts';
import { bytes } from '../render/values.ts';
import { bold, dim } from '../terminal.ts';
import { defineCommand, jsonFlag, limitFlag, profileFlag } from '../command.ts';

const by = ['task', 'layer', 'age'] as const;
type By = (typeof by)[number];

export const duCommand = defineCommand({
  name: 'du',
  description: [
    'Says how much the artifacts take, as the record has it: by task and storage layer, by layer, or by age.',
    'Files are kept once, however many tasks and runs have them. Of a folder, the record has the list of its files.',
  ].join('\n'),
  args: [],
  flags: [
    { name: 'by', type: 'choice', choices: by, doc: `what is counted apart; default ${by[0]}` },
    limitFlag,
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew du --limit 10', 'clew du --by age'],
  async run({ flags }, terminal) {
    const limit = flags.limit ?? 50;
    const asked = flags.by ?? by[0];
    const ages = asked === 'age' ? agesNow() : [];
    const show = async (used: readonly UsedSpace[], empty: string): Promise<number> => {
      const shares = sharesOf(used, asked, ages);
      if (flags.json) {
        const listed = shares.slice(0, limit).map(({ what, ...space }) => ({ ...what, ...space }));
        await terminal.json({ size: total(used, 'size'), artifacts: total(used, 'artifacts'), used: listed });
      } else terminal.out(used.length === 0 ? empty : text(shares, limit));
      return 0;
    };
    return withRecord(
      flags,
      async (record) => show(await record.usedSpace(ages.map(({ since }) => since)), 'No artifacts are kept here.'),
      () => show([], nothingYet),
    );
  },
});

const total = (used: readonly Space[], of: keyof Space): number => used.reduce((sum, one) => sum + one[of], 0);

type Space = Pick<UsedSpace, 'size' | 'artifacts' | 'folders'>;

/** The space that is counted together, under the words that tell it apart. */
interface Share extends Space {
  readonly what: Readonly<Record<string, string>>;
}

interface Age {
  readonly name: string;
  readonly since: number;
}

/** From the newest on, by the days of this place: each holds what the ones before it don't. */
function agesNow(now = new Date()): Age[] {
  const daysAgo = (days: number): number => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime();
  return [
    { name: 'today', since: daysAgo(0) },
    { name: 'the last 7 days', since: daysAgo(6) },
    { name: 'the last 30 days', since: daysAgo(29) },
    { name: 'the last 365 days', since: daysAgo(364) },
  ];
}

const older = 'older';

function sharesOf(used: readonly UsedSpace[], asked: By, ages: readonly Age[]): Share[] {
  const whatOf = ({ component, layer, age }: UsedSpace): Share['what'] => {
    if (asked === 'task') return { component, layer };
    return asked === 'layer' ? { layer } : { age: ages[age]?.name ?? older };
  };
  const groups = Map.groupBy(used, (one) => Object.values(whatOf(one)).join('\n'));
  const shares = [...groups.values()].map((those) => ({
    what: whatOf(those[0]!),
    artifacts: total(those, 'artifacts'),
    folders: total(those, 'folders'),
    size: total(those, 'size'),
  }));
  const names = [...ages.map(({ name }) => name), older];
  return asked === 'age'
    ? shares.toSorted((a, b) => names.indexOf(a.what['age']!) - names.indexOf(b.what['age']!))
    : shares.toSorted((a, b) => b.size - a.size);
}

/** Folders share files, with each other and with older versions of themselves: no sum of theirs would be true. */
function foldersText(folders: number): string[] {
  if (folders === 0) return [];
  const of = `Of ${folders} folder${folders === 1 ? '' : 's'}`;
  return [dim(`${of}, the lists of their files: clew artifacts show has the rest.`)];
}

function text(shares: readonly Share[], limit: number): string {
  const count = (artifacts: number): string => dim(`${artifacts} artifact${artifacts === 1 ? '' : 's'}`);
  const rows = shares
    .slice(0, limit)
    .map(({ what, size, artifacts }) => [bytes(size), ...Object.values(what), count(artifacts)]);
  const more =
    shares.length > limit ? [dim(`… and ${shares.length - limit} more; --limit ${shares.length} shows all`)] : [];
  const padding = Object.keys(shares[0]!.what)
    .slice(1)
    .map(() => '');
  const all = [bold(bytes(total(shares, 'size'))), 'all together', ...padding, count(total(shares, 'artifacts'))];
  return [table([...rows, all]), ...more, ...foldersText(total(shares, 'folders'))].join('\n');
}
