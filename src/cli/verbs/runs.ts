import type { RunSummary } from '../../lineage/entries.ts';
import { formatDuration } from '../../values/duration.ts';
import { Options } from '../flags.ts';
import { withRecord } from '../record.ts';
import { runStatusText } from '../render/status.ts';
import { table } from '../render/table.ts';
import { ago, paramsLine } from '../render/values.ts';
import { type Terminal, dim, fit } from '../terminal.ts';
import { type Verb, helpFlag, jsonFlag, limitFlag, profileFlag } from '../verb.ts';

export const runsVerb: Verb = {
  name: 'runs',
  summary: 'Lists the latest runs, newest first.',
  usage: '',
  flags: [limitFlag, profileFlag, jsonFlag, helpFlag],
  examples: ['clew runs --limit 5'],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, runsVerb.flags, invoked);
  options.none();
  const limit = options.count('limit') ?? 20;
  return withRecord(options, async (record) => {
    const runs = await record.runs({ limit });
    if (options.has('json')) terminal.json({ runs });
    else if (runs.length === 0) terminal.out('Nothing has run yet. Start with: npx run-workflow <module> <Target>');
    else terminal.out(table(runs.map(row)));
    return 0;
  });
}

function row({ id, status, target, params, startedAt, endedAt, counts }: RunSummary): string[] {
  const numbers = counts ? `${counts.ran} ran, ${counts.cached} cached${counts.failed > 0 ? `, ${counts.failed} failed` : ''}` : '';
  const took = endedAt === null ? '' : formatDuration(endedAt - startedAt);
  return [id, runStatusText(status), fit(`${target}(${paramsLine(params)})`, 60), ago(startedAt), took, dim(numbers)];
}
