import type { ComponentSummary } from '../../lineage/answers.ts';
import { Options } from '../flags.ts';
import { nothingYet, withRecord } from '../record.ts';
import { runStatusText } from '../render/status.ts';
import { table } from '../render/table.ts';
import { ago, paramsLine } from '../render/values.ts';
import { formatExact } from '../../values/duration.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { type Verb, helpFlag, jsonFlag, profileFlag } from '../verb.ts';

export const componentsVerb: Verb = {
  name: 'components',
  summary: 'Lists what has run: tasks, workflows and registered code, with owners and what they depend on.',
  usage: '',
  flags: [profileFlag, jsonFlag, helpFlag],
  examples: ['clew components'],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, componentsVerb.flags, invoked);
  options.none();
  const show = (components: readonly ComponentSummary[]): number => {
    if (options.has('json')) terminal.json({ components });
    else terminal.out(components.length === 0 ? nothingYet : table(components.map(row)));
    return 0;
  };
  return withRecord(
    options,
    async (record) => show(await record.components()),
    () => show([]),
  );
}

function row({
  name,
  kind,
  fields,
  freshFor,
  owner,
  dependsOn,
  runs,
  lastStatus,
  lastAt,
  doc,
  tags,
  modelFamily,
  taskType,
}: ComponentSummary): string[] {
  const last = lastStatus && lastAt !== null ? `${runStatusText(lastStatus)} ${ago(lastAt)}` : dim('never');
  const about = [
    ...(owner ? [`owner ${owner}`] : []),
    ...(dependsOn.length > 0 ? [`needs ${dependsOn.join(', ')}`] : []),
    ...(doc ? [doc] : []),
    ...(Object.keys(fields).length > 0 ? [`${kind} with ${paramsLine(fields)}`] : []),
    ...(freshFor ? [`fresh for ${formatExact(freshFor)}`] : []),
    ...(tags.length > 0 ? [tags.map((tag) => `#${tag}`).join(' ')] : []),
  ];
  return [
    bold(name),
    modelFamily ?? taskType ?? kind,
    `${runs} run${runs === 1 ? '' : 's'}`,
    last,
    about.length > 0 ? dim(about.join('; ')) : '',
  ];
}
