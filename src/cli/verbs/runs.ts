import type { LeaseSummary, LimitSummary, RunSummary } from '../../lineage/answers.ts';
import { formatDuration } from '../../values/duration.ts';
import { Options } from '../flags.ts';
import { nothingYet, withRecord } from '../record.ts';
import { heldText } from '../render/held.ts';
import { runStatusText } from '../render/status.ts';
import { table } from '../render/table.ts';
import { ago, paramsLine } from '../render/values.ts';
import { type Terminal, dim, fit } from '../terminal.ts';
import { type Verb, helpFlag, jsonFlag, limitFlag, profileFlag } from '../verb.ts';

export const runsVerb: Verb = {
  name: 'runs',
  summary: 'Lists the latest runs, newest first, what is being run now, and who has which limits.',
  usage: '',
  flags: [limitFlag, profileFlag, jsonFlag, helpFlag],
  examples: ['clew runs --limit 5'],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, runsVerb.flags, invoked);
  options.none();
  const limit = options.count('limit') ?? 20;
  const show = (
    runs: readonly RunSummary[],
    leases: readonly LeaseSummary[],
    limits: readonly LimitSummary[],
  ): number => {
    if (options.has('json')) terminal.json({ runs, leases, limits });
    else terminal.out(runs.length === 0 ? nothingYet : table(runs.map(row)) + heldText(leases, limits));
    return 0;
  };
  return withRecord(
    options,
    async (record) => show(await record.runs({ limit }), await record.leases(), await record.limits()),
    () => show([], [], []),
  );
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
