import { badFlag, Options } from '../flags.ts';
import { withRecord } from '../record.ts';
import { traceText } from '../render/trace.ts';
import type { Terminal } from '../terminal.ts';
import { traceDocument, loadTrace } from '../load-trace.ts';
import { type Command, helpFlag, jsonFlag, limitFlag, pageFlag, pageOf, profileFlag } from '../command.ts';

export const btCommand: Command = {
  name: 'bt',
  summary: [
    'Traces an output back: every component run that led to it, nearest first. Those are marked that are stale: what they',
    'read has a fresher version, their code is another one here now, the last run of their component failed, or they are',
    'older than it declares.',
    '-i stays, to go from frame to frame and to ask about each: `help` says what. Commands can be piped in as well.',
  ].join('\n'),
  usage: '<output id | artifact | component run>',
  takes: ['id'],
  flags: [
    { name: 'interactive', short: 'i', type: 'boolean', doc: 'stay, and take commands about what led to it' },
    { name: 'short', type: 'boolean', doc: 'one line for each frame' },
    limitFlag,
    pageFlag,
    profileFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: ['clew bt out-06bq2v9kx7m2q', 'clew bt out-06bq --json', 'clew bt out-06bq -i'],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, btCommand.flags, invoked);
  const asked = options.oneWord('an output id or a component run');
  if (options.has('interactive')) {
    const other = ['json', 'short', 'limit', 'page'].find((name) => options.has(name));
    if (other) throw badFlag(`-i and --${other} don't go together: what is typed there takes --${other}.`, invoked);
    return (await import('../debugger/start.ts')).startDebugger(asked, options, terminal);
  }
  return withRecord(options, async (record, { root }) => {
    const traced = await loadTrace(record, asked, root);
    if (options.has('json')) await terminal.json(traceDocument(traced, pageOf(options, 50, true)));
    else
      terminal.out(
        traceText(traced, { page: pageOf(options, 50), width: terminal.width, short: options.has('short') }),
      );
    return 0;
  });
}
