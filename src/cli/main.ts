import { UserMistake } from '../errors.ts';
import { version } from '../project/version.ts';
import { didYouMean } from '../values/nearest.ts';
import { inOurWords } from './errors.ts';
import { guardProcess } from './guard.ts';
import { errorText, exitCodeOf } from './render/error.ts';
import { verbHelp } from './render/help.ts';
import { namedText } from './render/rows.ts';
import { wrap } from './render/wrap.ts';
import { Terminal, bold } from './terminal.ts';
import type { Verb } from './verb.ts';

/** Every verb by name, each loaded when it is used: starting must stay cheap however many there are. */
const verbs: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Verb> }>> = {
  run: { summary: 'run a task or a workflow', load: async () => (await import('./verbs/run.ts')).runVerb },
  resume: {
    summary: 'go on with the latest run that did not succeed',
    load: async () => (await import('./verbs/resume.ts')).resumeVerb,
  },
  rerun: {
    summary: 'repeat a run with the code as it ran then, and compare',
    load: async () => (await import('./verbs/rerun.ts')).rerunVerb,
  },
  bt: {
    summary: 'where an output came from, frame by frame',
    load: async () => (await import('./verbs/bt.ts')).btVerb,
  },
  print: {
    summary: 'what a value of a component run looks like',
    load: async () => (await import('./verbs/print.ts')).printVerb,
  },
  list: {
    summary: 'the source of a component run as it ran',
    load: async () => (await import('./verbs/list.ts')).listVerb,
  },
  info: {
    summary: 'inputs, outputs, params, code, env and checks of a component run',
    load: async () => (await import('./verbs/info.ts')).infoVerb,
  },
  open: {
    summary: 'a file that came in or was made, or the source, in an editor or viewer',
    load: async () => (await import('./verbs/open.ts')).openVerb,
  },
  explain: {
    summary: 'where an output came from, in plain sentences',
    load: async () => (await import('./verbs/explain.ts')).explainVerb,
  },
  impact: {
    summary: 'what came from an output, a component run, an artifact or a version of the code',
    load: async () => (await import('./verbs/impact.ts')).impactVerb,
  },
  diff: {
    summary: 'two outputs, runs or component runs, frame by frame',
    load: async () => (await import('./verbs/diff.ts')).diffVerb,
  },
  why: {
    summary: 'why a node ran or was found again',
    load: async () => (await import('./verbs/why.ts')).whyVerb,
  },
  history: {
    summary: 'the runs of one component: what was measured, and what changed between them',
    load: async () => (await import('./verbs/history.ts')).historyVerb,
  },
  runs: {
    summary: 'the latest runs, and what is being run now',
    load: async () => (await import('./verbs/runs.ts')).runsVerb,
  },
  show: {
    summary: 'one run, component run or artifact in full',
    load: async () => (await import('./verbs/show.ts')).showVerb,
  },
  artifacts: {
    summary: 'what was made: list, look at, fetch and verify',
    load: async () => (await import('./verbs/artifacts.ts')).artifactsVerb,
  },
  du: { summary: 'how much the artifacts of each task take', load: async () => (await import('./verbs/du.ts')).duVerb },
  components: {
    summary: 'what has runs: tasks, workflows and registered code',
    load: async () => (await import('./verbs/components.ts')).componentsVerb,
  },
  flag: {
    summary: 'say that an output is bad, or list those that are',
    load: async () => (await import('./verbs/flag.ts')).flagVerb,
  },
  unflag: { summary: 'take that back', load: async () => (await import('./verbs/flag.ts')).unflagVerb },
  review: {
    summary: 'what the flagged outputs have in common that the healthy ones have not',
    load: async () => (await import('./verbs/review.ts')).reviewVerb,
  },
  note: {
    summary: 'write something beside what is on record',
    load: async () => (await import('./verbs/note.ts')).noteVerb,
  },
  tag: {
    summary: 'words to find what is on record by',
    load: async () => (await import('./verbs/note.ts')).tagVerb,
  },
  jobs: {
    summary: 'jobs on SageMaker: what runs, what it came to, and stopping orphans',
    load: async () => (await import('./verbs/jobs.ts')).jobsVerb,
  },
  logs: {
    summary: 'what a component run wrote in its job on SageMaker',
    load: async () => (await import('./verbs/logs.ts')).logsVerb,
  },
  graph: { summary: "a workflow's tasks and inputs", load: async () => (await import('./verbs/graph.ts')).graphVerb },
  db: {
    summary: 'the record: its state, and bringing it up to date',
    load: async () => (await import('./verbs/db.ts')).dbVerb,
  },
  sandbox: {
    summary: 'S3 and SageMaker on this machine, to develop without Amazon',
    load: async () => (await import('./verbs/sandbox.ts')).sandboxVerb,
  },
  init: { summary: 'a first workflow in this folder', load: async () => (await import('./verbs/init.ts')).initVerb },
};

class UnknownVerb extends UserMistake {
  constructor(name: string) {
    super('UNKNOWN_COMMAND', `There is no command "clew ${name}".${didYouMean(name, Object.keys(verbs), 'clew ')}`, {
      next: 'clew --help lists what there is.',
    });
  }
}

function overview(width: number): string {
  const rows = Object.entries(verbs).map(([name, { summary }]) => [bold(name), summary] as const);
  return [
    `${bold('clew <command>')}\n${wrap('Workflows as plain classes, and the way back from every output.', width)}`,
    `Commands\n${namedText(rows, width, '  ')}`,
    wrap('clew <command> --help says more. `run-workflow` is `clew run`.', width),
  ].join('\n\n');
}

/** What comes after `--` is none, whatever it looks like. */
const optionsIn = (words: readonly string[]): readonly string[] =>
  words.includes('--') ? words.slice(0, words.indexOf('--')) : words;

/** Runs `clew …` or, where `verb` is given, that verb under another name. Gives the exit code; never throws. */
export async function main(argv: readonly string[], invoked: string, verb?: string): Promise<number> {
  const terminal = new Terminal();
  const done = guardProcess(terminal);
  try {
    const [name, rest] = verb ? [verb, argv] : [argv[0], argv.slice(1)];
    if (name === '--version' || name === '-v' || (verb && argv[0] === '--version')) {
      terminal.out(version);
      return 0;
    }
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      const about = name === 'help' ? rest[0] : undefined;
      if (about !== undefined && !Object.hasOwn(verbs, about)) throw new UnknownVerb(about);
      if (name === undefined) terminal.note(overview(terminal.columns));
      else if (about === undefined) terminal.out(overview(terminal.width));
      else terminal.out(verbHelp(await verbs[about]!.load(), `clew ${about}`, terminal.width));
      return name === undefined ? 2 : 0;
    }
    if (!Object.hasOwn(verbs, name)) throw new UnknownVerb(name);
    // Before anything of the user's is imported: that may print too.
    if (optionsIn(rest).includes('--json')) terminal.keepOutputClean();
    const chosen = await verbs[name]!.load();
    const called = verb ? invoked : `${invoked} ${name}`;
    // A verb that has more to say about itself answers --help on its own.
    if (name !== 'run' && optionsIn(rest).some((word) => word === '--help' || word === '-h')) {
      terminal.out(verbHelp(chosen, called, terminal.width));
      return 0;
    }
    return await chosen.run(rest, terminal, called);
  } catch (thrown) {
    const error = inOurWords(thrown);
    terminal.note(errorText(error));
    return exitCodeOf(error);
  } finally {
    done();
  }
}
