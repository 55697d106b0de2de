import type { LeaseSummary, LimitSummary, RunSummary } from '../../lineage/query-results.ts';
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
import { defineCommand, jsonFlag, limitFlag, pageFlag, pageOf, profileFlag } from '../command.ts';
import { shellCommand } from '../../values/shell-command.ts';

export const runsCommand = defineCommand({
  name: 'runs',
  description: 'Lists the latest runs, newest first, what is being run now, and who has which limits.',
  args: [],
  flags: [limitFlag, pageFlag, profileFlag, jsonFlag],
  examples: ['clew runs --limit 5'],
  async run({ flags }, terminal) {
    const { page, limit, offset } = pageOf(flags, 20);
    const show = async (
      found: readonly RunSummary[],
      leases: readonly LeaseSummary[],
      limits: readonly LimitSummary[],
      empty: string,
    ): Promise<number> => {
      const runs = found.slice(0, limit);
      const more = found.length > limit;
      if (flags.json) await terminal.json({ runs, leases, limits, page, more });
      else if (runs.length === 0) terminal.out(wrap(page > 1 ? `There is no page ${page}.` : empty, terminal.width));
      else {
        const list = [rowsText(runs.map(row), terminal.width), ...(more ? [furtherText(page)] : [])].join('\n');
        terminal.out(list + heldText(leases, limits));
      }
      return 0;
    };
    return withRecord(
      flags,
      async (record) => {
        // One more than is shown tells whether there are more.
        const runs = await record.runs({ limit: limit + 1, offset });
        const empty = runs.length === 0 && page === 1 ? await whyEmpty(record) : '';
        return show(runs, await record.leases(), await record.limits(), empty);
      },
      () => show([], [], [], nothingYet),
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
