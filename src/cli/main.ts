import { ClewError, userError } from '../errors.ts';
import { flushOutput, watchOutput } from '../executors/process-output.ts';
import { version } from '../project/version.ts';
import { didYouMean } from '../values/nearest-names.ts';
import { commands } from './command-table.ts';
import { inOurWords } from './errors.ts';
import { guardProcess } from './process-guard.ts';
import { leaving } from './exit.ts';
import { findCommand, runCommand } from './parse.ts';
import { errorText, exitCodeOf } from './render/error.ts';
import { namedText } from './render/rows.ts';
import { wrap } from './render/wrap.ts';
import { Terminal, bold } from './terminal.ts';

export const unknownCommand = userError('UNKNOWN_COMMAND', (name: string) => ({
  message: `There is no command "clew ${name}".${didYouMean(name, Object.keys(commands), 'clew ')}`,
  next: 'clew --help lists what there is.',
}));

function overview(width: number): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => [bold(name), summary] as const);
  return [
    `${bold('clew <command>')}\n${wrap('Workflows as plain classes, and the way back from every output.', width)}`,
    `Commands\n${namedText(rows, width, '  ')}`,
    wrap('clew <command> --help says more. `run-workflow` is `clew run`.', width),
    wrap(
      'Exit codes: 0 all well, 1 a task failed, 2 a mistake in what was typed or set, 130 cancelled, 70 a fault in Clew; ' +
        'else 74 output that could not be written, 141 output that nobody reads any more.',
      width,
    ),
  ].join('\n\n');
}

/**
 * Runs `clew …` or, where `command` is given, that command under another name. Gives the exit code when all that was written
 * has arrived; never throws.
 */
export async function main(argv: readonly string[], invoked: string, command?: string): Promise<number> {
  const terminal = new Terminal();
  let lost: number | undefined;
  const stopWatching = watchOutput((error) => {
    lost ??= error.exitCode;
    // `clew bt … | head` is no fault of anyone, and a run goes on when nobody reads along any more.
    if (error.exitCode !== 141) terminal.note(errorText(error));
  });
  const done = guardProcess(terminal);
  const code = await answer(terminal, argv, invoked, command);
  await flushOutput();
  stopWatching();
  done();
  return (leaving() ?? code) || (lost ?? 0);
}

async function answer(terminal: Terminal, argv: readonly string[], invoked: string, command?: string): Promise<number> {
  try {
    const [name, ...rest] = command ? [command, ...argv] : argv;
    if (name === '--version' || name === '-v' || (command && argv[0] === '--version')) {
      terminal.out(version);
      return 0;
    }
    if (name === undefined) {
      terminal.note(overview(terminal.columns));
      return 2;
    }
    if (name === 'help' && rest.length > 0) return await answer(terminal, [...rest, '--help'], invoked);
    if (name === '--help' || name === '-h' || name === 'help') {
      terminal.out(overview(terminal.width));
      return 0;
    }
    if (name === 'complete' && rest[0] === '--') {
      // Asked by the scripts that `clew completion` prints.
      terminal.keepOutputClean();
      const { complete } = await import('./complete.ts');
      const words = await complete(commands, rest.slice(1));
      if (words.length > 0) terminal.out(words.join('\n'));
      return 0;
    }
    if (!Object.hasOwn(commands, name)) throw unknownCommand(name);
    const first = { command: await commands[name]!.load(), invoked: command ? invoked : `${invoked} ${name}` };
    const { called, argv: own } = await findCommand(first, rest);
    return await runCommand(called, own, terminal);
  } catch (thrown) {
    const error = inOurWords(thrown);
    terminal.note(errorText(error));
    // A script that reads JSON goes by the code, which the sentence above doesn't say.
    if (argv.includes('--json') && error instanceof ClewError && !terminal.hasAnswered) {
      const { code, message, next = null } = error;
      await terminal.json({ error: { code, message, next } });
    }
    return exitCodeOf(error);
  }
}
