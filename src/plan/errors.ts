import { UserError, messageOf, userError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';

export const notATask = userError('NOT_A_TASK', (what: string, askedBy: string | undefined) => ({
  message: `${askedBy ? `${askedBy} asks for ${what}, which` : what} is not a task.`,
  next: 'Mark the class with @Task() or @Workflow().',
}));

export const duplicateTaskName = userError('DUPLICATE_TASK_NAME', (name: string, places: readonly string[]) => ({
  message: `Two tasks are called ${name}: ${places.join(' and ')}.`,
  next: "Give one of them another name: @Task({ name: '…' }).",
}));

export const missingParam = userError('MISSING_PARAM', (path: string, name: string) => ({
  message: `${path}.${name} is required, and nothing gives it a value.`,
  next: `Pass it, give the field a default, give the task that asks a parameter "${name}", or map one to it.`,
}));

export const unknownParam = userError('UNKNOWN_PARAM', (path: string, name: string, known: readonly string[]) => ({
  message: `${path} has no parameter "${name}".${didYouMean(name, known)}`,
  next: known.length === 0 ? 'It has no parameters at all.' : `Its parameters are: ${known.join(', ')}.`,
}));

export const wrongParam = userError('WRONG_PARAM', (path: string, name: string, why: string) => ({
  message: `${path}.${name} ${why}.`,
}));

/** A workflow asks for components of some kinds. */
export const kindMissing = userError(
  'KIND_MISSING',
  (path: string, missing: readonly string[], there: readonly string[]) => {
    const has = there.length === 0 ? 'none of its tasks is of any kind' : `there is only ${there.join(', ')}`;
    return {
      message: `${path} requires a task of the kind ${missing.join(' and one of the kind ')}, and ${has}.`,
      next: `Say of a task that it is one: @Task({ kind: ${missing[0]}.with({ … }) }).`,
    };
  },
);

export const cyclicInputs = userError('CYCLIC_INPUTS', (labels: readonly string[]) => ({
  message: `These tasks wait for each other: ${labels.join(' → ')}.`,
  next: 'Take one of these inputs away, or ask for it with other parameters.',
}));

export const tooManyNodes = userError('TOO_MANY_NODES', (limit: number, path: string) => ({
  message: `The plan has grown past ${limit.toLocaleString('en')} nodes, last at ${path}.`,
  next: 'A task that asks for itself needs a @FromIf that ends it, and a generator of parameters an end; a plan that is really this large is better run in parts.',
}));

export const tooDeep = userError('TOO_DEEP', (limit: number, path: string) => ({
  message: `The plan has grown past ${limit.toLocaleString('en')} levels, last at ${path}.`,
  next: 'A task that asks for itself needs a @FromIf that ends it.',
}));

export class MappingFailed extends UserError {
  constructor(input: string, why: string, cause?: unknown) {
    super('MAPPING_FAILED', `The mapping of ${input} ${why}.`, { cause });
  }

  static threw(input: string, cause: unknown): MappingFailed {
    return new MappingFailed(input, `threw: ${messageOf(cause)}`, cause);
  }
}

export const constructorFailed = userError('CONSTRUCTOR_FAILED', (name: string, cause: unknown) => ({
  message: `The constructor of ${name} threw when Clew looked for its parameters' defaults: ${messageOf(cause)}.`,
  next: 'Let the constructor only keep what it is given; work belongs into run().',
  cause,
}));
