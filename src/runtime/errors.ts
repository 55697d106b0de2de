import { taskError, userError } from '../errors.ts';
import { formatExact } from '../values/duration.ts';

export const timedOut = taskError('TIMED_OUT', (node: string, limit: number) => ({
  message: `${node} took longer than its timeout of ${formatExact(limit)}.`,
  next: "Give it more time with @Task({ timeout: '…' }), or find out what it waits for.",
}));

export const neverSettles = taskError('NEVER_SETTLES', (node: string) => ({
  message: `${node} waits for a promise that nothing is left to settle.`,
  next: 'Somewhere in run() a promise is neither resolved nor rejected, such as a callback that is never called.',
}));

/** Something that the kind of a component asks for doesn't hold. */
export const checkFailed = taskError('CHECK_FAILED', (message: string, kind: string, phase: 'before' | 'after') => ({
  message,
  next: `The kind ${kind} asks for it ${phase} each run, and says that one without it fails.`,
}));

export const badScratchName = taskError('BAD_SCRATCH_NAME', (name: string) => ({
  message: `A scratch folder can't be called "${name}": it lies in a folder of its own.`,
  next: "Give it one plain name, such as scratch('images'), and make further folders in it yourself.",
}));

/** An output id is there to be handed on and looked up. */
export const secretInOutputId = taskError('SECRET_IN_OUTPUT_ID', (id: string) => ({
  message: `The output id ${id} has a secret parameter in it, and the record keeps output ids.`,
  next: 'Name it after something else, or let Clew name it.',
}));

export const notInjectable = userError(
  'NOT_INJECTABLE',
  (path: string, argument: number, why: string, next: string) => ({
    message: `${path}: argument ${argument + 1} of its constructor can't be injected: ${why}.`,
    next,
  }),
);

/** A task evaluates twice under one name. */
export const evaluatedTwice = taskError('EVALUATED_TWICE', (name: string | undefined) => ({
  message:
    name === undefined ? 'There are two evaluations without a name.' : `There are two evaluations named ${name}.`,
  next: "Give each a name of its own: `evaluation.of(rows, { name: 'holdout' })`.",
}));

/**
 * A place that `@Storage` marks can't hold a layer. `type`: undefined where it could, if it didn't outlive the component
 * run.
 */
export const notALayer = userError('NOT_A_LAYER', (where: string, type: string | undefined) => ({
  message:
    type === undefined
      ? `${where} can't get a storage layer: its class is a global service, which all component runs share.`
      : `${where} can't get a storage layer: it is a ${type}.`,
  next:
    type === undefined
      ? 'Mark it with @Service() alone, so that each component run gets one of its own.'
      : "Type it as a StorageLayer: `@Storage('models') models!: StorageLayer`.",
}));
