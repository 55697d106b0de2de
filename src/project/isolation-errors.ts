import { UserError, userError } from '../errors.ts';
import { shownPath } from '../modules/stack.ts';

/** Where a task can't run, and what lets it stay. */
const elsewhere = {
  'in isolation': 'or give the task `isolate: false`',
  'on SageMaker': "or give the task `on: 'here'`",
} as const;
export type Elsewhere = keyof typeof elsewhere;

const orElse = elsewhere['in isolation'];

/** Whoever runs a task elsewhere finds it by what its module exports. */
export class NotInItsModule extends UserError {
  constructor(task: string, file: string | undefined, where: Elsewhere = 'in isolation') {
    const why =
      file === undefined
        ? 'its class was made at run time and is in no file'
        : `${shownPath(file)} does not export its class`;
    super(
      'NOT_IN_ITS_MODULE',
      `${task} can't run ${where}: ${why}, so that no ${where === 'in isolation' ? 'worker' : 'job'} can find it.`,
      {
        next: `Write the class at the top of a module as \`export class\`, ${elsewhere[where]}.`,
      },
    );
  }
}

/** The error for a layer that lives in the memory of one process, and so is in no other. `uses`: 'it reads' and the like. */
export const layerNotShared = userError('LAYER_NOT_SHARED', (path: string, uses: string, layer: string) => ({
  message: `${path} can't run in isolation: ${uses} the storage layer "${layer}", which is in memory.`,
  next: `Make "${layer}" a folder in clew.config.ts, ${orElse}.`,
}));

/** A module that starts a run of its own is no place for tasks that workers import. */
export const runInWorker = userError('RUN_IN_WORKER', (target: string) => ({
  message: `A worker imports the module of an isolated task, and that module starts a run of ${target}.`,
  next: 'Move the tasks to a module of their own.',
}));

/** A task that is audited starts a run of its own. */
export const runInAudit = userError('RUN_IN_AUDIT', (target: string) => ({
  message: `It starts a run of ${target}, and a run can't be executed without being recorded.`,
  next: `Ask for ${target} by @From, or give the task \`cache: false\`.`,
}));
