import { explainTrace } from '../../project/explain/explanation.ts';
import { Options } from '../flags.ts';
import { resolveId } from '../ids.ts';
import { withRecord } from '../record.ts';
import { explainText } from '../render/explain.ts';
import type { Terminal } from '../terminal.ts';
import { type Verb, helpFlag, jsonFlag, profileFlag } from '../verb.ts';

export const explainVerb: Verb = {
  name: 'explain',
  summary: [
    'Tells in plain sentences what an output is, from which data and by which steps it came about, how good it is, who',
    'is responsible, and whether it is up to date. `clew bt` has the details.',
  ].join('\n'),
  usage: '<output id | artifact | component run>',
  flags: [
    { name: 'ids', type: 'boolean', doc: 'with the ids that engineers look things up by' },
    profileFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['clew explain out-06bq2v9kx7m2q', 'clew explain out-06bq --ids'],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, explainVerb.flags, invoked);
  const asked = options.oneWord('an output id, an artifact or a component run');
  return withRecord(options, async (record, { root }) => {
    const { id } = await resolveId(record, asked, ['output id', 'artifact', 'component run']);
    const explanation = await explainTrace(record, await record.trace(id), root);
    if (options.has('json')) terminal.json(explanation);
    else terminal.out(explainText(explanation, { ids: options.has('ids'), width: terminal.width }));
    return 0;
  });
}
