import { defineCommand } from '../command.ts';

export const artifactsCommand = defineCommand({
  name: 'artifacts',
  description: [
    'Lists artifacts, shows one, prints it, writes it to a file, says where it is, or reads all back to check them.',
    '`clean` removes what attempts have left that failed or were killed; what is on record stays.',
    'What: an artifact, its path, an output id, a component run, a run, `Task`, or `Task.name` for what it stored under a name.',
    'A run or a task stands for what it returned last, a path for its newest version that is whole.',
    'Files and folders are written as such by get; cat of a folder lists what is in it, and verify reads all of it.',
    '`path` of a module says what the output of a task is called, or will be. Nothing is run.',
  ].join('\n'),
  args: [],
  flags: [],
  commands: {
    ls: { summary: 'what there is, newest first', load: async () => (await import('./artifacts/ls.ts')).lsCommand },
    show: {
      summary: 'one of them, and what it looks like',
      load: async () => (await import('./artifacts/show.ts')).showCommand,
    },
    cat: { summary: 'all of its value', load: async () => (await import('./artifacts/cat.ts')).catCommand },
    get: {
      summary: 'write it to a file or a folder',
      load: async () => (await import('./artifacts/get.ts')).getCommand,
    },
    path: {
      summary: 'what it is called and where it is, or will be',
      load: async () => (await import('./artifacts/path.ts')).pathCommand,
    },
    verify: {
      summary: 'read back whether all is as it was written',
      load: async () => (await import('./artifacts/verify.ts')).verifyCommand,
    },
    clean: {
      summary: 'remove what failed and killed attempts have left',
      load: async () => (await import('./artifacts/remove-leftovers.ts')).cleanCommand,
    },
  },
  examples: [
    'clew artifacts ls TrainDowntime',
    'clew artifacts cat out-7f3k2',
    'clew artifacts get TrainDowntime.weights.bin ./weights.bin',
    'clew artifacts path workflow.ts TrainDowntime --day 2026-11-01',
    'clew artifacts verify --repair',
    "clew artifacts clean --older-than '2 days' --yes",
  ],
});
