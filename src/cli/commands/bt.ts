import { badFlag } from '../flags.ts';
import { withRecord } from '../record.ts';
import { traceText } from '../render/trace.ts';
import { traceDocument, loadTrace } from '../../inspect/load-trace.ts';
import { defaultLimit, pageOf } from '../../inspect/page.ts';
import { componentRunArg, defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';

export const btCommand = defineCommand({
  name: 'bt',
  description: [
    'Traces an output back: every component run that led to it, nearest first. Those are marked that are stale: what they',
    'read has a fresher version, their code is another one here now, the last run of their component failed, or they are',
    'older than it declares.',
    '-i stays, to go from frame to frame and to ask about each: `help` says what. Commands can be piped in as well.',
  ].join('\n'),
  args: [componentRunArg],
  flags: [
    { name: 'interactive', short: 'i', type: 'boolean', doc: 'stay, and take commands about what led to it' },
    { name: 'short', type: 'boolean', doc: 'one line for each frame' },
    limitFlag,
    pageFlag,
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew bt out-06bq2v9kx7m2q', 'clew bt out-06bq --json', 'clew bt out-06bq -i'],
  async run({ args, flags, invoked }, terminal) {
    if (flags.interactive) {
      const { json, short, limit, page } = flags;
      const other = Object.entries({ json, short, limit, page }).find(([, value]) => value)?.[0];
      if (other) throw badFlag(`-i and --${other} don't go together: what is typed there takes --${other}.`, invoked);
      return (await import('../debugger/start.ts')).startDebugger(args.id, flags, terminal);
    }
    return withRecord(flags, async (record, { root }) => {
      const traced = await loadTrace(record, args.id, root);
      if (flags.json) await terminal.json(traceDocument(traced, pageOf(flags, defaultLimit.frames, true)));
      else
        terminal.out(
          traceText(traced, { page: pageOf(flags, defaultLimit.frames), width: terminal.width, short: flags.short }),
        );
      return 0;
    });
  },
});
