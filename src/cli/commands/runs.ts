import { RecordReader, type RunsDocument } from '../../inspect/record-reader.ts';
import type { RunSummary } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { formatDuration } from '../../values/duration.ts';
import { nothingYet, withRecord } from '../record.ts';
import { heldText } from '../render/leases-and-limits.ts';
import { runStatusText } from '../render/status.ts';
import { furtherText } from '../render/page.ts';
import { rowsText } from '../render/rows.ts';
import { ago, paramsLine } from '../render/values.ts';
import { wrap } from '../render/wrap.ts';
import { dim, fit } from '../terminal.ts';
import { defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';
import { shellCommand } from '../../values/shell-command.ts';

export const runsCommand = defineCommand({
  name: 'runs',
  description: 'Lists the latest runs, newest first, what is being run now, and who has which limits.',
  args: [],
  flags: [limitFlag, pageFlag, profileFlag, jsonFlag],
  examples: ['clew runs --limit 5'],
  async run({ flags }, terminal) {
    const show = async (found: RunsDocument, empty: string): Promise<number> => {
      const { runs, leases, limits, page, more } = found;
      if (flags.json) await terminal.json(found);
      else if (runs.length === 0) terminal.out(wrap(page > 1 ? `There is no page ${page}.` : empty, terminal.width));
      else {
        const list = [rowsText(runs.map(row), terminal.width), ...(more ? [furtherText(page)] : [])].join('\n');
        terminal.out(list + heldText(leases, limits));
      }
      return 0;
    };
    const none = { runs: [], leases: [], limits: [], page: flags.page ?? 1, more: false };
    return withRecord(
      flags,
      async (record, { root }) => {
        const found = await new RecordReader(record, root).runs(flags);
        const isEmpty = found.runs.length === 0 && found.page === 1;
        return show(found, isEmpty ? await whyEmpty(record) : '');
      },
      () => show(none, nothingYet),
    );
  },
});

/** Where only registered code was called, there are component runs and no run. */
async function whyEmpty(record: LineageRecord): Promise<string> {
  const called = (await record.components()).filter(({ runs }) => runs > 0).length;
  if (called === 0) return nothingYet;
  const what = called === 1 ? '1 component has' : `${called} components have`;
  return `No workflow has run yet. ${what} component runs outside of any run: ${shellCommand('clew components')} lists them.`;
}

function row({ id, status, target, params, startedAt, endedAt, counts, repeats }: RunSummary): string[] {
  const numbers = counts
    ? `${counts.ran} ran, ${counts.cached} cached${counts.failed > 0 ? `, ${counts.failed} failed` : ''}`
    : '';
  const took = endedAt === null ? '' : formatDuration(endedAt - startedAt);
  return [
    id,
    runStatusText(status),
    fit(`${target}(${paramsLine(params)})`, 60),
    ago(startedAt),
    took,
    dim(numbers + (repeats === null ? '' : `, repeats ${repeats}`).slice(numbers === '' ? 2 : 0)),
  ];
}
