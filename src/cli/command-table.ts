import type { Commands } from './command.ts';

/** Every command of `clew` by name. */
export const commands: Commands = {
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
