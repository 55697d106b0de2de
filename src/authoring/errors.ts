import { userError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';

/** An option of a decorator that makes no sense. `where` is `@Task of Nightly`. */
export const badOption = userError('BAD_OPTION', (where: string, why: string, next?: string) => ({
  message: `${where}: ${why}.`,
  next,
}));

/** An option that a decorator doesn't have. */
export const unknownOption = userError('BAD_OPTION', (where: string, name: string, known: readonly string[]) => ({
  message: `${where}: there is no option '${name}'.`,
  next: didYouMean(name, known).trim() || `The options are ${known.join(', ')}.`,
}));

/** A decorator on something that is no plain field. */
export const misplacedDecorator = userError(
  'MISPLACED_DECORATOR',
  (decorator: string, field: string, what: string) => ({
    message: `@${decorator} can't mark ${field}: it is ${what}.`,
    next: 'Mark a plain public field of the class.',
  }),
);

/** Two of our decorators on one field or on one class. */
export const decoratedTwice = userError('DECORATED_TWICE', (thing: string, first: string, second: string) => ({
  message: `${thing} is marked by @${first} and again by @${second}.`,
  next: 'Remove one of them.',
}));

/** An input that asks for a class that isn't there yet. */
export const taskNotThere = userError('TASK_NOT_THERE', (decorator: string, field: string) => ({
  message:
    `${field} asks for a task that is undefined when @${decorator} is evaluated: ` +
    'its module and this one import each other in a circle, or the class is declared further down.',
  next: 'Declare the task above, or move it to a module that does not import this one.',
}));

/** A class or another thing that can't be run. */
export const notATask = userError('NOT_A_TASK', (what: string, why: string, next: string) => ({
  message: `${what} ${why}.`,
  next,
}));

/** The decorators were compiled in a way that tells nothing about types. */
export const decoratorSettings = userError('DECORATOR_SETTINGS', (what: string, why: string) => ({
  message: `${what} can't be read: ${why}.`,
  next: 'Set "experimentalDecorators" and "emitDecoratorMetadata" to true in tsconfig.json, and compile with tsc, oxc or swc.',
}));
