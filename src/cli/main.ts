import { userError } from '../errors.ts';
import { flushOutput, watchOutput } from '../executors/process-output.ts';
import { version } from '../project/version.ts';
import { didYouMean } from '../values/nearest-names.ts';
import { inOurWords } from './errors.ts';
import { guardProcess } from './guard.ts';
import { leaving } from './exit.ts';
import { errorText, exitCodeOf } from './render/error.ts';
import { commandHelp } from './render/help.ts';
import { namedText } from './render/rows.ts';
import { wrap } from './render/wrap.ts';
import { Terminal, bold } from './terminal.ts';
import type { Command } from './command.ts';

/** Every command by name, each loaded when it is used: starting must stay cheap however many there are. */
const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  run: { summary: 'run a task or a workflow', load: async () => (await import('./commands/run.ts')).runCommand },
  resume: {
    summary: 'go on with the latest run that did not succeed',
    load: async () => (await import('./commands/resume.ts')).resumeCommand,
  },
  rerun: {
    summary: 'repeat a run with the code as it ran then, and compare',
    load: async () => (await import('./commands/rerun.ts')).rerunCommand,
  },
  audit: {
    summary: 'execute a sample of what would be found again, and compare',
    load: async () => (await import('./commands/audit.ts')).auditCommand,
  },
  bt: {
    summary: 'where an output came from, frame by frame',
    load: async () => (await import('./commands/bt.ts')).btCommand,
  },
  print: {
    summary: 'what a value of a component run looks like',
    load: async () => (await import('./commands/print.ts')).printCommand,
  },
  list: {
    summary: 'the source of a component run as it ran',
    load: async () => (await import('./commands/list.ts')).listCommand,
  },
  info: {
    summary: 'inputs, outputs, params, code, env and checks of a component run',
    load: async () => (await import('./commands/info.ts')).infoCommand,
  },
  open: {
    summary: 'a file that came in or was made, or the source, in an editor or viewer',
    load: async () => (await import('./commands/open.ts')).openCommand,
  },
  explain: {
    summary: 'where an output came from, in plain sentences',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  impact: {
    summary: 'what came from an output, a component run, an artifact or a version of the code',
    load: async () => (await import('./commands/impact.ts')).impactCommand,
  },
  diff: {
    summary: 'two outputs, runs or component runs, frame by frame',
    load: async () => (await import('./commands/diff.ts')).diffCommand,
  },
  why: {
    summary: 'why a node ran or was found again',
    load: async () => (await import('./commands/why.ts')).whyCommand,
  },
  history: {
    summary: 'the runs of one component: what was measured, and what changed between them',
    load: async () => (await import('./commands/history.ts')).historyCommand,
  },
  runs: {
    summary: 'the latest runs, and what is being run now',
    load: async () => (await import('./commands/runs.ts')).runsCommand,
  },
  show: {
    summary: 'one run, component run or artifact in full',
    load: async () => (await import('./commands/show.ts')).showCommand,
  },
  artifacts: {
    summary: 'what was made: list, look at, fetch and verify',
    load: async () => (await import('./commands/artifacts.ts')).artifactsCommand,
  },
  du: {
    summary: 'how much the artifacts of each task take',
    load: async () => (await import('./commands/du.ts')).duCommand,
  },
  components: {
    summary: 'what has runs: tasks, workflows and registered code',
    load: async () => (await import('./commands/components.ts')).componentsCommand,
  },
  flag: {
    summary: 'say that an output is bad, or list those that are',
    load: async () => (await import('./commands/flag.ts')).flagCommand,
  },
  unflag: { summary: 'take that back', load: async () => (await import('./commands/flag.ts')).unflagCommand },
  review: {
    summary: 'what the flagged outputs have in common that the healthy ones have not',
    load: async () => (await import('./commands/review.ts')).reviewCommand,
  },
  note: {
    summary: 'write something beside what is on record',
    load: async () => (await import('./commands/note.ts')).noteCommand,
  },
  tag: {
    summary: 'words to find what is on record by',
    load: async () => (await import('./commands/note.ts')).tagCommand,
  },
  jobs: {
    summary: 'jobs on SageMaker: what runs, what it came to, and stopping orphans',
    load: async () => (await import('./commands/jobs.ts')).jobsCommand,
  },
  logs: {
    summary: 'what a component run wrote in its job on SageMaker',
    load: async () => (await import('./commands/logs.ts')).logsCommand,
  },
  graph: {
    summary: "a workflow's tasks and inputs",
    load: async () => (await import('./commands/graph.ts')).graphCommand,
  },
  db: {
    summary: 'the record: its state, and bringing it up to date',
    load: async () => (await import('./commands/db.ts')).dbCommand,
  },
  sandbox: {
    summary: 'S3 and SageMaker on this machine, to develop without Amazon',
    load: async () => (await import('./commands/sandbox.ts')).sandboxCommand,
  },
  completion: {
    summary: 'what makes a shell complete commands, options and ids',
    load: async () => (await import('./commands/completion.ts')).completionCommand,
  },
  init: {
    summary: 'a first workflow in this folder',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
};

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

/** Gives the words that may be options: what comes after `--` is none, whatever it looks like. */
const optionsIn = (words: readonly string[]): readonly string[] =>
  words.includes('--') ? words.slice(0, words.indexOf('--')) : words;

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
    const [name, rest] = command ? [command, argv] : [argv[0], argv.slice(1)];
    if (name === '--version' || name === '-v' || (command && argv[0] === '--version')) {
      terminal.out(version);
      return 0;
    }
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      const about = name === 'help' ? rest[0] : undefined;
      if (about !== undefined && !Object.hasOwn(commands, about)) throw unknownCommand(about);
      if (name === undefined) terminal.note(overview(terminal.columns));
      else if (about === undefined) terminal.out(overview(terminal.width));
      else terminal.out(commandHelp(await commands[about]!.load(), `clew ${about}`, terminal.width));
      return name === undefined ? 2 : 0;
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
    // Before anything of the user's is imported: that may print too.
    if (optionsIn(rest).includes('--json')) terminal.keepOutputClean();
    const chosen = await commands[name]!.load();
    const called = command ? invoked : `${invoked} ${name}`;
    // A command that has more to say about itself answers --help on its own.
    if (name !== 'run' && optionsIn(rest).some((word) => word === '--help' || word === '-h')) {
      terminal.out(commandHelp(chosen, called, terminal.width));
      return 0;
    }
    return await chosen.run(rest, terminal, called);
  } catch (thrown) {
    const error = inOurWords(thrown);
    terminal.note(errorText(error));
    return exitCodeOf(error);
  }
}
