import type { ComponentSummary } from '../../lineage/entries.ts';
import { Options } from '../flags.ts';
import { withRecord } from '../record.ts';
import { runStatusText } from '../render/status.ts';
import { table } from '../render/table.ts';
import { ago } from '../render/values.ts';
import { type Terminal, bold, dim } from '../terminal.ts';
import { type Verb, helpFlag, jsonFlag, profileFlag } from '../verb.ts';

export const componentsVerb: Verb = {
  name: 'components',
  summary: 'Lists what has run: tasks and workflows, with their owners and what they depend on.',
  usage: '',
  flags: [profileFlag, jsonFlag, helpFlag],
  examples: ['clew components'],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, componentsVerb.flags, invoked);
  options.none();
  return withRecord(options, async (record) => {
    const components = await record.components();
    if (options.has('json')) terminal.json({ components });
    else if (components.length === 0) terminal.out('Nothing has run yet. Start with: npx run-workflow <module> <Target>');
    else terminal.out(table(components.map(row)));
    return 0;
  });
}

function row({ name, kind, owner, dependsOn, runs, lastStatus, lastAt, doc, modelFamily, taskType }: ComponentSummary): string[] {
  const last = lastStatus && lastAt !== null ? `${runStatusText(lastStatus)} ${ago(lastAt)}` : dim('never');
  const about = [...(owner ? [`owner ${owner}`] : []), ...(dependsOn.length > 0 ? [`needs ${dependsOn.join(', ')}`] : []), ...(doc ? [doc] : [])];
  return [bold(name), modelFamily ?? taskType ?? kind, `${runs} run${runs === 1 ? '' : 's'}`, last, dim(about.join('; '))];
}
