import vm from 'node:vm';
import 'reflect-metadata';
import { type Artifact, From, FromEach, FromIf, Param, Permanent, Task, TaskContext } from '../../src/index.ts';
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
  /** The most that ran at once. */
  most = 0;
  #running = 0;
  readonly #worldIsFine: boolean;

  constructor(program: Program, worldIsFine: boolean) {
    this.program = program;
    this.#worldIsFine = worldIsFine;
  }

  async run(self: Record<string, unknown>, task: number, code: Code): Promise<Value> {
    const spec = { ...this.program[task]!, code };
    const context = self['context'] as TaskContext;
    const params = Object.fromEntries(spec.params.map(({ name }) => [name, self[name] as number]));
    const call: Call = { task, componentRun: context.componentRun, params };
    this.calls.push(call);
    this.#running += 1;
    this.most = Math.max(this.most, this.#running);
    try {
      return await this.#work(self, spec, context.attempt, call);
    } finally {
      this.#running -= 1;
    }
  }

  async #work(self: Record<string, unknown>, spec: TaskSpec, attempt: number, call: Call): Promise<Value> {
    const { code, turns } = spec;
    const { params } = call;
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (isFailing(code.failing, params, attempt, this.#worldIsFine)) {
      if (code.failing.error === 'permanent') throw new Permanent('failed for good');
      throw code.failing.error === 'refused' ? new Refused('refused') : new Error('failed');
    }
    const inputs: Record<string, Held> = {};
    for (const input of spec.inputs) inputs[input.field] = await read(self[input.field], input.handle);
    call.inputs = inputs;
    call.value = valueOf(spec, params, inputs);
    return call.value;
  }
}

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

/** Marks the class from code that is in no file, so that its own text is its code. */
const maker = (text: string): string =>
  `(function (host, Task, options, decorate) { const Made = ${text}; decorate(Made); Task(options)(Made); return Made; })`;

type TaskMade = new (...args: never[]) => { run(): unknown };

/** Real classes with the real decorators. Every task is called after `salt`, so that many programs share one record. */
export function build(host: Host, salt: string): TaskMade[] {
  const classes: TaskMade[] = [];
  for (const [index, spec] of host.program.entries()) {
    const make = vm.runInThisContext(maker(textOf(spec, index)), { filename: 'model' }) as (
      ...args: unknown[]
    ) => TaskMade;
    const options = {
      name: nameOf(salt, index),
      retry: { times: spec.retries, backoff: '0 ms', on: (error: unknown) => !(error instanceof Refused) },
      cache: { always: true, never: false, 'for a day': { for: '1 day' } }[spec.cache],
      ...(spec.isVersioned && { version: String(spec.code.comment) }),
      ...(spec.inLayer && { storage: 'local' }),
    };
    classes.push(make(host, Task, options, (made: TaskMade) => decorate(made, { spec, index, classes })));
  }
  return classes;
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
