import { UserError, messageOf } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';

export class NotATask extends UserError {
  constructor(what: string, askedBy: string | undefined) {
    super('NOT_A_TASK', `${askedBy ? `${askedBy} asks for ${what}, which` : what} is not a task.`, {
      next: 'Mark the class with @Task() or @Workflow().',
    });
  }
}

export class DuplicateTaskName extends UserError {
  constructor(name: string, places: readonly string[]) {
    super('DUPLICATE_TASK_NAME', `Two tasks are called ${name}: ${places.join(' and ')}.`, {
      next: "Give one of them another name: @Task({ name: '…' }).",
    });
  }
}

export class MissingParam extends UserError {
  constructor(path: string, name: string) {
    super('MISSING_PARAM', `${path}.${name} is required, and nothing gives it a value.`, {
      next: `Pass it, give the field a default, give the task that asks a parameter "${name}", or map one to it.`,
    });
  }
}

export class UnknownParam extends UserError {
  constructor(path: string, name: string, known: readonly string[]) {
    super('UNKNOWN_PARAM', `${path} has no parameter "${name}".${didYouMean(name, known)}`, {
      next: known.length === 0 ? 'It has no parameters at all.' : `Its parameters are: ${known.join(', ')}.`,
    });
  }
}

export class WrongParam extends UserError {
  constructor(path: string, name: string, why: string) {
    super('WRONG_PARAM', `${path}.${name} ${why}.`);
  }
}

/** A workflow asks for components of some kinds. */
export class KindMissing extends UserError {
  constructor(path: string, missing: readonly string[], there: readonly string[]) {
    const has = there.length === 0 ? 'none of its tasks is of any kind' : `there is only ${there.join(', ')}`;
    super('KIND_MISSING', `${path} requires a task of the kind ${missing.join(' and one of the kind ')}, and ${has}.`, {
      next: `Say of a task that it is one: @Task({ kind: ${missing[0]}.with({ … }) }).`,
    });
  }
}

export class CyclicInputs extends UserError {
  constructor(labels: readonly string[]) {
    super('CYCLIC_INPUTS', `These tasks wait for each other: ${labels.join(' → ')}.`, {
      next: 'Take one of these inputs away, or ask for it with other parameters.',
    });
  }
}

export class TooManyNodes extends UserError {
  constructor(limit: number, path: string) {
    super('TOO_MANY_NODES', `The plan has grown past ${limit.toLocaleString('en')} nodes, last at ${path}.`, {
      next: 'A task that asks for itself needs a @FromIf that ends it, and a generator of parameters an end; a plan that is really this large is better run in parts.',
    });
  }
}

export class TooDeep extends UserError {
  constructor(limit: number, path: string) {
    super('TOO_DEEP', `The plan has grown past ${limit.toLocaleString('en')} levels, last at ${path}.`, {
      next: 'A task that asks for itself needs a @FromIf that ends it.',
    });
  }
}

export class MappingFailed extends UserError {
  constructor(input: string, why: string, cause?: unknown) {
    super('MAPPING_FAILED', `The mapping of ${input} ${why}.`, { cause });
  }

  static threw(input: string, cause: unknown): MappingFailed {
    return new MappingFailed(input, `threw: ${messageOf(cause)}`, cause);
  }
}

export class ConstructorFailed extends UserError {
  constructor(name: string, cause: unknown) {
    super(
      'CONSTRUCTOR_FAILED',
      `The constructor of ${name} threw when Clew looked for its parameters' defaults: ${messageOf(cause)}.`,
      {
        next: 'Let the constructor only keep what it is given; work belongs into run().',
        cause,
      },
    );
  }
}
