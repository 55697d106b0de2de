import { UserError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';

/** An option of a decorator that makes no sense. `where` is `@Task of Nightly`. */
export class BadOption extends UserError {
  constructor(where: string, why: string, next?: string) {
    super('BAD_OPTION', `${where}: ${why}.`, next === undefined ? {} : { next });
  }

  static unknown(where: string, name: string, known: readonly string[]): BadOption {
    const next = didYouMean(name, known).trim() || `The options are ${known.join(', ')}.`;
    return new BadOption(where, `there is no option '${name}'`, next);
  }
}

/** A decorator on something that is no plain field. */
export class MisplacedDecorator extends UserError {
  constructor(decorator: string, field: string, what: string) {
    super('MISPLACED_DECORATOR', `@${decorator} can't mark ${field}: it is ${what}.`, {
      next: 'Mark a plain public field of the class.',
    });
  }
}

/** Two of our decorators on one field or on one class. */
export class DecoratedTwice extends UserError {
  constructor(thing: string, first: string, second: string) {
    super('DECORATED_TWICE', `${thing} is marked by @${first} and again by @${second}.`, {
      next: 'Remove one of them.',
    });
  }
}

/** An input that asks for a class that isn't there yet. */
export class TaskNotThere extends UserError {
  constructor(decorator: string, field: string) {
    super(
      'TASK_NOT_THERE',
      `${field} asks for a task that is undefined when @${decorator} is evaluated: ` +
        'its module and this one import each other in a circle, or the class is declared further down.',
      { next: 'Declare the task above, or move it to a module that does not import this one.' },
    );
  }
}

/** A class or another thing that can't be run. */
export class NotATask extends UserError {
  constructor(what: string, why: string, next: string) {
    super('NOT_A_TASK', `${what} ${why}.`, { next });
  }
}

/** The decorators were compiled in a way that tells nothing about types. */
export class DecoratorSettings extends UserError {
  constructor(what: string, why: string) {
    super('DECORATOR_SETTINGS', `${what} can't be read: ${why}.`, {
      next: 'Set "experimentalDecorators" and "emitDecoratorMetadata" to true in tsconfig.json, and compile with tsc, oxc or swc.',
    });
  }
}
