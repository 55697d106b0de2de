import { type UserError, userError } from '../../errors.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { lastGiven } from '../../inspect/last-output.ts';
import { explain } from '../../inspect/recorded-reason.ts';
import { displayParams } from '../../values/display.ts';
import { didYouMean } from '../../values/nearest-names.ts';
import { withRecord } from '../record.ts';
import { type HistoryLine, historyText } from '../render/history.ts';
import { defineCommand, jsonFlag, limitFlag, pageFlag, pageOf, profileFlag } from '../command.ts';
import { shellCommand } from '../../values/shell-command.ts';

export const historyCommand = defineCommand({
  name: 'history',
  description: [
    'Lists the runs of one component, newest first, with what was measured and what changed from one to the next: each',
    'is held against the one before it of the same node, else against the most similar one, as `clew why` does it.',
  ].join('\n'),
  args: [{ name: 'component', kind: 'component', required: true }],
  flags: [
    limitFlag,
    pageFlag,
    { name: 'cached', type: 'boolean', doc: 'also those that found an earlier one again' },
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew history Train', 'clew history Train --limit 100 --json'],
  async run({ args, flags }, terminal) {
    const name = args.component;
    const page = pageOf(flags, 20);
    return withRecord(flags, async (record) => {
      if (!(await record.everRan([name])).has(name)) throw await unknown(record, name);
      const { limit, offset } = page;
      // More than is shown: what these are compared with, and whether there is another page.
      const found = await record.history(name, { limit: 2 * limit + 1, offset, cached: flags.cached });
      const more = found.length > limit;
      const { cachedFrom } = (await lastGiven(record, name)) ?? {};
      const lines: HistoryLine[] = [];
      for (const one of found.slice(0, limit)) {
        lines.push({ run: one, explained: await explain(record, name, one), isFoundAgain: one.id === cachedFrom });
      }
      if (flags.json) await terminal.json({ component: name, runs: lines.map(document), page: page.page, more });
      else {
        const about = (await record.about([name])).get(name);
        terminal.out(historyText({ name, about, lines, found, page: page.page, more, width: terminal.width }));
      }
      return 0;
    });
  },
});

export const unknownComponent = userError('UNKNOWN_COMPONENT', (name: string, known: readonly string[]) => ({
  message: `No component "${name}" is on record.${didYouMean(name, known)}`,
  next: known.length > 0 ? `${shellCommand('clew components')} lists them.` : 'Run a workflow first.',
}));

const unknown = async (record: LineageRecord, name: string): Promise<UserError> =>
  unknownComponent(
    name,
    (await record.components()).map((component) => component.name),
  );

function document({ run: one, isFoundAgain, explained: { comparedWith, changes } }: HistoryLine): unknown {
  const { id, startedAt, endedAt, params, run: of, node, place, status, reason, cachedFrom, metrics, error } = one;
  const base = { componentRun: id, run: of, node, place, status, reason, cachedFrom };
  return {
    ...base,
    startedAt: new Date(startedAt).toISOString(),
    ms: endedAt - startedAt,
    params: displayParams(params),
    metrics,
    error,
    isFoundAgain,
    comparedWith,
    changes,
  };
}
