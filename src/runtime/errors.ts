import { TaskError, UserMistake } from '../errors.ts';
import { formatExact } from '../values/duration.ts';

export class TimedOut extends TaskError {
  constructor(node: string, limit: number) {
    super('TIMED_OUT', `${node} took longer than its timeout of ${formatExact(limit)}.`, {
      next: "Give it more time with @Task({ timeout: '…' }), or find out what it waits for.",
    });
  }
}

export class NeverSettles extends TaskError {
  constructor(node: string) {
    super('NEVER_SETTLES', `${node} waits for a promise that nothing is left to settle.`, {
      next: 'Somewhere in run() a promise is neither resolved nor rejected, such as a callback that is never called.',
    });
  }
}

/** What the kind of a component asks for doesn't hold. */
export class CheckFailed extends TaskError {
  constructor(message: string, kind: string, phase: 'before' | 'after') {
    super('CHECK_FAILED', message, {
      next: `The kind ${kind} asks for it ${phase} each run, and says that one without it fails.`,
    });
  }
}

export class BadScratchName extends TaskError {
  constructor(name: string) {
    super('BAD_SCRATCH_NAME', `A scratch folder can't be called "${name}": it lies in a folder of its own.`, {
      next: "Give it one plain name, such as scratch('images'), and make further folders in it yourself.",
    });
  }
}

export class NotInjectable extends UserMistake {
  constructor(path: string, argument: number, why: string, next: string) {
    super('NOT_INJECTABLE', `${path}: argument ${argument + 1} of its constructor can't be injected: ${why}.`, {
      next,
    });
  }
}

/** What `@Storage` marks can't hold a layer. */
export class NotALayer extends UserMistake {
  /** `type`: undefined where it could, if it didn't outlive the component run. */
  constructor(where: string, type: string | undefined) {
    super(
      'NOT_A_LAYER',
      type === undefined
        ? `${where} can't get a storage layer: its class is a global service, which all component runs share.`
        : `${where} can't get a storage layer: it is a ${type}.`,
      {
        next:
          type === undefined
            ? 'Mark it with @Service() alone, so that each component run gets one of its own.'
            : "Type it as a StorageLayer: `@Storage('models') models!: StorageLayer`.",
      },
    );
  }
}
