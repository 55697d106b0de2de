import { documentOf, findWhy } from '../../inspect/why.ts';
import { withRecord } from '../record.ts';
import { whyText } from '../render/why.ts';
import { defineCommand, jsonFlag, profileFlag } from '../command.ts';

export const whyCommand = defineCommand({
  name: 'why',
  description: 'Why a node ran or was found again: what was compared with what.',
  args: [
    { name: 'what', accepts: ['node', 'task', 'component run', 'output id', 'artifact'], kind: 'id', required: true },
  ],
  flags: [
    { name: 'run', type: 'text', value: '<run>', doc: 'the node of that run; else of the latest run that it was in' },
    profileFlag,
    jsonFlag,
  ],
  examples: ["clew why 'Train(day=2026-11-01)'", 'clew why Train --run run-06bq2v9kx7m2', 'clew why cr-06bq2v9k'],
  async run({ args, flags }, terminal) {
    return withRecord(flags, async (record) => {
      const answer = await findWhy(record, args.what, flags.run);
      if (flags.json) await terminal.json(documentOf(answer));
      else terminal.out(whyText(answer.details, answer.details.run, answer.explained, terminal.width));
      return 0;
    });
  },
});
