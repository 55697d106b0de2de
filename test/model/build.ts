import vm from 'node:vm';
import 'reflect-metadata';
import {
  type Artifact,
  From,
  FromEach,
  FromIf,
  Param,
  PermanentError,
  Task,
  TaskContext,
  Workflow,
} from '../../src/index.ts';
import {
  type Held,
  type Value,
  below,
  given,
  hasBelow,
  isFailing,
  isSelf,
  lazyList,
  list,
  valueOf,
  wanted,
} from './behaviour.ts';
import type { Code, InputSpec, Program, TaskSpec } from './program.ts';

/** One call of `run()`, as the task itself saw it. */
export interface Call {
  readonly task: number;
  readonly componentRun: string;
  readonly params: Readonly<Record<string, number>>;
  /** Missing where it failed before it had read them. */
  inputs?: Readonly<Record<string, Held>>;
  value?: Value;
}

/** What goes wrong is of a kind: `retry.on` refuses this one. */
class Refused extends Error {}

/** What the classes of a program tell of their runs, and the world that they run in. */
export class Host {
  readonly calls: Call[] = [];
  readonly program: Program;
  /** The most that ran at once, and had of the limit. */
  most = 0;
  mostUnits = 0;
  /** Counts the runs of the target's handlers. */
  readonly handled = { onFailure: 0, finally: 0 };
  #running = 0;
  #units = 0;
  readonly worldIsFine: boolean;

  constructor(program: Program, worldIsFine: boolean) {
    this.program = program;
    this.worldIsFine = worldIsFine;
  }

  async run(self: Record<string, unknown>, task: number, code: Code): Promise<Value> {
    const spec = { ...this.program[task]!, code };
    const context = self['context'] as TaskContext;
    const params = Object.fromEntries(spec.params.map(({ name }) => [name, self[name] as number]));
    const call: Call = { task, componentRun: context.componentRun, params };
    this.calls.push(call);
    this.#running += 1;
    this.#units += spec.units;
    this.most = Math.max(this.most, this.#running);
    this.mostUnits = Math.max(this.mostUnits, this.#units);
    try {
      return await this.#work(self, spec, context, call);
    } finally {
      this.#running -= 1;
      this.#units -= spec.units;
    }
  }

  async #work(self: Record<string, unknown>, spec: TaskSpec, context: TaskContext, call: Call): Promise<Value> {
    const { code, turns } = spec;
    const { params } = call;
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (isFailing(code.failing, params, context.attempt, this.worldIsFine)) {
      if (code.failing.error === 'hangs') await aborted(context.signal);
      if (code.failing.error === 'permanent') throw new PermanentError('failed for good');
      throw code.failing.error === 'refused' ? new Refused('refused') : new Error('failed');
    }
    const inputs: Record<string, Held> = {};
    for (const input of spec.inputs) inputs[input.field] = await read(self[input.field], input.handle);
    call.inputs = inputs;
    call.value = valueOf(spec, params, inputs);
    return call.value;
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

async function read(held: unknown, isHandle: boolean): Promise<Held> {
  if (!isHandle || held === undefined) return held as Held;
  if (Array.isArray(held)) return Promise.all(held.map((one: Artifact<Value>) => one.read()));
  return (held as Artifact<Value>).read();
}

/** The text of a class: as everybody writes it, with all in it that is its code. */
const textOf = ({ params, code }: TaskSpec, index: number): string => `class T${index} {
  ${params.map(({ name, byDefault }) => `${name} = ${byDefault};`).join(' ')}
  constructor(context) { this.context = context; }
  run() { return host.run(this, ${index}, ${JSON.stringify(code)}); }
}`;

/** Marks the class from code that is in no file, so that its own text is its code. `Task` may be `Workflow` as well. */
const maker = (text: string): string =>
  `(function (host, Task, options, decorate) { const Made = ${text}; decorate(Made); Task(options)(Made); return Made; })`;

type TaskMade = new (...args: never[]) => { run(): unknown };

/**
 * Makes real classes with the real decorators. Every task is called after `salt`, so that many programs share one record.
 * `workflow`: the task that names others for its end.
 */
export function build(host: Host, salt: string, workflow?: number): TaskMade[] {
  const classes: TaskMade[] = [];
  for (const [index, spec] of host.program.entries()) {
    const make = vm.runInThisContext(maker(textOf(spec, index)), { filename: 'model' }) as (
      ...args: unknown[]
    ) => TaskMade;
    const options = {
      name: nameOf(salt, index),
      retries: { times: spec.retries, backoff: '0 ms', on: (error: unknown) => !(error instanceof Refused) },
      cache: { always: true, never: false, 'for a day': { for: '1 day' } }[spec.cache],
      ...(spec.isVersioned && { version: String(spec.code.comment) }),
      ...(spec.inLayer && { storage: 'local' }),
      ...(spec.units > 0 && { limits: { [limit.name]: spec.units } }),
      ...(isHanging(spec, host) && { timeout: '200 ms' }),
    };
    const [mark, all] = index === workflow ? [Workflow, { ...options, ...handlersOf(host, salt) }] : [Task, options];
    classes.push(make(host, mark, all, (made: TaskMade) => decorate(made, { spec, index, classes })));
  }
  return classes;
}

/** Tells whether a task hangs in this world: only then has it a timeout. */
const isHanging = ({ code: { failing } }: TaskSpec, { worldIsFine }: Host): boolean =>
  failing?.error === 'hangs' && (failing.when === 'always' || !worldIsFine);

export const limit = { name: 'gpu', units: 2 };

/** Tells whether a task of that name is one that a workflow names for its end. */
export const isHandler = (name: string): boolean => /\.(onFailure|finally)$/.test(name);

function handlersOf(host: Host, salt: string): Record<keyof Host['handled'], TaskMade> {
  const handler = (field: keyof Host['handled']): TaskMade => {
    class Handler {
      run(): void {
        host.handled[field] += 1;
      }
    }
    Task({ name: `${salt}.${field}`, limits: { [limit.name]: limit.units } })(Handler);
    return Handler;
  };
  return { onFailure: handler('onFailure'), finally: handler('finally') };
}

export const nameOf = (salt: string, index: number): string => `${salt}.T${index}`;

interface Making {
  readonly spec: TaskSpec;
  readonly index: number;
  readonly classes: readonly TaskMade[];
}

/** Above a field stands its decorator: here it is called. */
function decorate(made: TaskMade, { spec, index, classes }: Making): void {
  Reflect.defineMetadata('design:paramtypes', [TaskContext], made);
  const prototype = made.prototype as object;
  for (const { name, significant } of spec.params) {
    Reflect.defineMetadata('design:type', Number, prototype, name);
    mark(Param({ significant }), prototype, name);
  }
  for (const input of spec.inputs) {
    mark(isSelf(input, index) ? asksItself(made) : asks(classes[input.task]!, input), prototype, input.field);
  }
}

const mark = (decorator: unknown, prototype: object, field: string): void =>
  (decorator as (prototype: object, field: string) => void)(prototype, field);

function asks(task: TaskMade, input: InputSpec): unknown {
  const { significant, tolerate } = input;
  const options = { significant, ...(tolerate !== undefined && { tolerate }) };
  const map = input.gives && ((self: Self) => given(input, self));
  switch (input.mode) {
    case 'one':
      return (input.handle ? From.artifact : From)(task as never, map as never, options);
    case 'if':
      return (input.handle ? FromIf.artifact : FromIf)(
        task as never,
        (self: Self) => wanted(input, self),
        map as never,
        options,
      );
    case 'each':
      return (input.handle ? FromEach.artifact : FromEach)(
        task as never,
        ((self: Self) => (input.lazy ? lazyList : list)(input, self)) as never,
        options,
      );
  }
}

type Self = Record<string, unknown>;

const asksItself = (made: TaskMade): unknown => FromIf(made as never, hasBelow, below as never);
