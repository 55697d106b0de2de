import type { ComponentRunDetails } from '../../lineage/query-results.ts';
import { type Asked, type Part, type Topic, topicNames, topics } from '../info.ts';
import { matchPrefix } from '../../inspect/match-prefix.ts';
import { withRecord } from '../record.ts';
import { rowsText } from '../render/rows.ts';
import { bold, dim } from '../terminal.ts';
import { componentRunOf } from '../../inspect/component-run-values.ts';
import { type Page, pageOf } from '../../inspect/page.ts';
import { componentRunArg, defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';

export const infoCommand = defineCommand({
  name: 'info',
  description: [
    'What is known of one component run: what came in, what it gave, its parameters, its code (files and packages), where',
    'it ran, and what is to be said against it (checks). Without a topic, all of that.',
  ].join('\n'),
  args: [{ name: 'topic', accepts: topicNames, kind: topicNames }, componentRunArg],
  flags: [limitFlag, pageFlag, profileFlag, jsonFlag],
  examples: ['clew info inputs out-06bq2v9kx7m2q', 'clew info code cr-06bq2v9k --json', 'clew info cr-06bq2v9k'],
  async run({ args, flags }, terminal) {
    const chosen = args.topic === undefined ? topicNames : [matchPrefix(args.topic, topicNames, kind)];
    const page = pageOf(flags, defaultPageSize);
    return withRecord(flags, async (record, settings) => {
      const { details } = await componentRunOf(record, args.id);
      const asked: Asked = { record, details, settings };
      const parts: [Topic, readonly Part[]][] = [];
      for (const topic of chosen) parts.push([topic, await topics[topic](asked)]);
      if (flags.json) await terminal.json(document(details, parts, page));
      else terminal.out(text(details, parts, page, terminal.width));
      return 0;
    });
  },
});

const defaultPageSize = 20;
const kind = { one: 'topic', next: `There is: ${topicNames.join(', ')}.` };

const shownOf = <T>(all: readonly T[], { offset, limit }: Page): readonly T[] => all.slice(offset, offset + limit);

function document(
  { componentRun, component, node }: ComponentRunDetails,
  parts: readonly (readonly [Topic, readonly Part[]])[],
  page: Page,
): unknown {
  const known = parts
    .flatMap(([, of]) => of)
    .map(({ name, key, items }) => [key ?? name, Array.isArray(items) ? shownOf(items, page) : items]);
  const more = parts.some(([, of]) => of.some(({ rows }) => rows.length > page.offset + page.limit));
  return { componentRun, component, node, ...Object.fromEntries(known), page: page.page, more };
}

function text(
  { componentRun, component, node }: ComponentRunDetails,
  parts: readonly (readonly [Topic, readonly Part[]])[],
  page: Page,
  width: number,
): string {
  const head = `${bold(node ?? component)}  ${dim(componentRun)}`;
  const sections = parts.flatMap(([topic, of]) => {
    const filled = of.filter(({ rows }) => rows.length > page.offset);
    if (filled.length > 0) return filled.map((part) => partText(part, page, width));
    const none = page.page > 1 && of.some(({ rows }) => rows.length > 0) ? `there is no page ${page.page}` : 'none';
    return [`${bold(topic)}  ${dim(none)}`];
  });
  return [rowsText([[head]], width), ...sections].join(sections.length > 1 ? '\n\n' : '\n');
}

function partText({ name, rows }: Part, page: Page, width: number): string {
  const shown = shownOf(rows, page);
  const left = rows.length - page.offset - shown.length;
  const more = left > 0 ? [dim(`  … and ${left} more; --page ${page.page + 1} shows them`)] : [];
  return [bold(name), rowsText(shown, width, '  '), ...more].join('\n');
}
