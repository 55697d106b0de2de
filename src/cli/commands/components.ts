import type { ComponentSummary } from '../../lineage/query-results.ts';
import { nothingYet, withRecord } from '../record.ts';
import { runStatusText } from '../render/status.ts';
import { moreText } from '../render/page.ts';
import { rowsText } from '../render/rows.ts';
import { ago, paramsLine } from '../render/values.ts';
import { wrap } from '../render/wrap.ts';
import { formatExact } from '../../values/duration.ts';
import { bold, dim } from '../terminal.ts';
import { defaultLimit, pageOf } from '../../inspect/page.ts';
import { componentsPage } from '../../inspect/record-reader.ts';
import { defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';

export const componentsCommand = defineCommand({
  name: 'components',
  description: 'Lists what has run: tasks, workflows and registered code, with owners and what they depend on.',
  args: [],
  flags: [limitFlag, pageFlag, profileFlag, jsonFlag],
  examples: ['clew components'],
  async run({ flags }, terminal) {
    const show = async (all: readonly ComponentSummary[]): Promise<number> => {
      const found = componentsPage(all, flags, flags.json);
      const { components: shown, total, page } = found;
      const left = total - pageOf(flags, defaultLimit.components).offset - shown.length;
      if (flags.json) await terminal.json(found);
      else if (total === 0) terminal.out(wrap(nothingYet, terminal.width));
      else if (shown.length === 0) terminal.out(`There is no page ${page}.`);
      else {
        const list = rowsText(shown.map(row), terminal.width);
        terminal.out([list, ...(left > 0 ? [moreText(left, page, total)] : [])].join('\n'));
      }
      return 0;
    };
    return withRecord(
      flags,
      async (record) => show(await record.components()),
      () => show([]),
    );
  },
});

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
