import { historyOf } from '../../inspect/history.ts';
import { defaultLimit, pageOf } from '../../inspect/page.ts';
import { withRecord } from '../record.ts';
import { historyText } from '../render/history.ts';
import { defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';

export const historyCommand = defineCommand({
  name: 'history',
  description: [
    'Lists the runs of one component, newest first, with what was measured and what changed from one to the next: each',
    'is compared with the one before it of the same node, else with the most similar one, as `clew why` does it.',
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
    return withRecord(flags, async (record) => {
      const { document, lines, found } = await historyOf(
        record,
        name,
        pageOf(flags, defaultLimit.history),
        flags.cached,
      );
      if (flags.json) await terminal.json(document);
      else {
        const about = (await record.about([name])).get(name);
        const { page, more } = document;
        terminal.out(historyText({ name, about, lines, found, page, more, width: terminal.width }));
      }
      return 0;
    });
  },
});
