import { type Held, below, given, hasBelow, isFailing, isSelf, list, valueOf, wanted } from './behaviour.ts';
import { type Made, type Memory, heldBy } from './memory.ts';
import type { InputSpec, Program, TaskSpec } from './program.ts';
import { type Missed, type ExpectedReason, whyMissed } from './why.ts';

/*
 * What a run must do, by the words of the design: no order, no waiting, no queue, only recursion from the target down to
 * what it needs. It shares nothing with the scheduler.
 */

export interface Policy {
  readonly force: boolean;
  readonly forceFrom: number | undefined;
}

type Params = Readonly<Record<string, number>>;

/** A task with its parameters, and what must become of it. */
export interface Node {
  readonly key: string;
  readonly task: number;
  readonly spec: TaskSpec;
  readonly params: Params;
  /** Its own parameters, and those that only pass through it. */
  readonly scope: Params;
  readonly identity: string;
  readonly code: string;
  /** By field; a field is missing whose mapping needs data that never comes. */
  readonly inputs: Readonly<Record<string, readonly Node[]>>;
  readonly status: 'ran' | 'cached' | 'failed' | 'skipped';
  /** It may be skipped before its failure is seen. */
  readonly maybeSkipped: boolean;
  readonly attempts: number;
  /** How often `run()` is called. */
  readonly calls: number;
  readonly value: Value | undefined;
  readonly forced: boolean;
  readonly reasons: (node: string) => readonly ExpectedReason[];
  /** Where it was made, for those that were. */
  readonly from: readonly Made[];
  /** Its bytes are not what was written: what comes of making it again, should somebody read them. */
  readonly healing: Healing | undefined;
  /** What it reads has to be made again first: for its mappings, or for an attempt of it that fails over it. */
  readonly fallsOver: { readonly healing: Healing; readonly attempts: number; readonly calls: number } | undefined;
}

/** A node is made again once, in the same run. */
export interface Healing {
  readonly status: 'ran' | 'cached' | 'failed';
  readonly attempts: number;
  readonly reasons: Node['reasons'];
  readonly from: readonly Made[];
}

type Value = NonNullable<ReturnType<typeof valueOf>>;

export class Reference {
  readonly nodes = new Map<string, Node>();
  readonly target: Node;
  readonly #program: Program;
  readonly #policy: Policy;
  readonly #memory: Memory;
  #isTorn = false;

  constructor(program: Program, target: number, params: Params, policy: Policy, memory: Memory) {
    this.#program = program;
    this.#policy = policy;
    this.#memory = memory;
    this.target = this.#want(target, params, {});
  }

  /** What is right depends on who comes first: of several nodes that are the same, or of several results. */
  get isByChance(): boolean {
    const all = [...this.nodes.values()];
    if (this.#isTorn) return true;
    const flipped = all.filter(({ healing }) => healing).map(({ identity }) => identity);
    return (
      new Set(flipped).size < flipped.length ||
      all.some(({ identity }) => new Set(this.#memory.newest(identity).map(({ bytes }) => bytes)).size > 1)
    );
  }

  /** Same-named parameters are handed down, unless a mapping says otherwise; else there is the default. */
  #want(task: number, given: Params, above: Params): Node {
    const spec = this.#program[task]!;
    const params = Object.fromEntries(
      spec.params.map(({ name, byDefault }) => [name, given[name] ?? above[name] ?? byDefault]),
    );
    const asked = namesBelow(this.#program, task);
    const passing = Object.entries(above).filter(([name]) => asked.has(name) && !(name in params));
    const scope = { ...Object.fromEntries(passing), ...params };
    const key = keyOf(task, params, scope);
    let node = this.nodes.get(key);
    if (!node) this.nodes.set(key, (node = this.#settle({ key, task, spec, params, scope })));
    return node;
  }

  #settle(start: Pick<Node, 'key' | 'task' | 'spec' | 'params' | 'scope'>): Node {
    const { spec, task, params, scope } = start;
    const inputs: Record<string, readonly Node[]> = {};
    const self: Record<string, unknown> = { ...params };
    let fallsOver: Node['fallsOver'];
    for (const input of spec.inputs) {
      const reads = readsOf(input, task, self);
      if (reads.some((field) => !isThere(inputs[field], tolerated(spec, field)))) continue;
      const [healing] = reads.flatMap((field) => healingsOf(inputs[field]!));
      if (healing) fallsOver = { healing, attempts: 0, calls: 0 };
      if (healing?.status === 'failed') continue;
      const nodes = paramsOf(input, task, self).map((given) => this.#want(input.task, given, scope));
      inputs[input.field] = nodes;
      if (isThere(nodes, input.tolerate)) {
        self[input.field] = heldBy(
          input.mode,
          succeeded(nodes).map(({ value }) => value!),
        );
      }
    }
    const complete = spec.inputs.every((input) => isThere(inputs[input.field], input.tolerate));
    const code = codeOf(spec);
    const settled = { ...start, inputs, code, identity: '', fallsOver };
    const nothing = { attempts: 0, calls: 0, value: undefined, forced: false, from: [], healing: undefined };
    const none = { ...nothing, reasons: () => [] };
    if (fallsOver?.healing.status === 'failed') {
      // Another input that failed may have ended it before.
      const others = spec.inputs.some(({ field, tolerate }) => inputs[field] && !isThere(inputs[field], tolerate));
      return { ...settled, ...none, status: 'failed', maybeSkipped: others };
    }
    if (!complete) return { ...settled, ...none, status: 'skipped', maybeSkipped: true };
    return this.#decide(settled, self as Readonly<Record<string, Held>>);
  }

  /** All inputs are there. */
  #decide(
    start: Pick<Node, 'key' | 'task' | 'spec' | 'params' | 'scope' | 'inputs' | 'code' | 'fallsOver'>,
    held: Readonly<Record<string, Held>>,
  ): Node {
    const { spec, task, params, inputs, code } = start;
    const values = valuesOf(inputs);
    const identity = JSON.stringify([
      task,
      code,
      spec.params.filter(({ significant }) => significant).map(({ name }) => [name, params[name]]),
      spec.inputs.filter(({ significant }) => significant).map(({ field }) => [field, values[field]]),
    ]);
    const { force, forceFrom } = this.#policy;
    const afterForced = Object.values(inputs).some((nodes) => nodes.some(({ forced }) => forced));
    const forced = force || forceFrom === task || afterForced;
    const node = { ...start, identity, forced, maybeSkipped: false };

    const missed = { task: String(task), spec, identity, code, params, inputs: values };
    const tries = this.#tries(start);
    const found = forced || spec.cache === 'never' ? [] : this.#memory.newest(identity);
    const { isExpired, isGone } = this.#stateOf(found, spec);
    if (found.length > 0 && !isExpired && !isGone) {
      const reasons = (): ExpectedReason[] => [{ kind: 'cached' }];
      const { value } = found[0]!;
      const isFlipped = found.some(({ bytes }) => bytes === 'flipped');
      const healing = isFlipped ? this.#heal(missed, found, tries) : undefined;
      const remade = (healing?.status === 'cached' ? healing.from[0]!.value : undefined) ?? valueOf(spec, params, held);
      // Its author kept the version, and changed what it makes: those who came before and after see something else.
      if (healing && remade.n !== value.n) this.#isTorn = true;
      return { ...node, status: 'cached', attempts: 0, calls: 0, value, from: found, healing, reasons };
    }
    const reasons = (label: string): readonly ExpectedReason[] => {
      if (force) return [{ kind: 'forced' }];
      if (forceFrom === task) return [{ kind: 'forced-from' }];
      if (forced) return [{ kind: 'after-forced' }];
      if (spec.cache === 'never') return [{ kind: 'cache-off' }];
      if (isExpired) return [{ kind: 'expired' }];
      if (isGone) return [{ kind: 'artifact-gone' }];
      return whyMissed({ ...missed, node: label }, this.#memory);
    };
    const ran = { ...node, reasons, from: [], healing: undefined };
    const damaged = spec.inputs.filter(({ field }) => healingsOf(inputs[field]!).length > 0);
    // What its mapping has read is whole by now.
    const [healing] = start.fallsOver ? [] : damaged.flatMap(({ field }) => healingsOf(inputs[field]!));
    if (healing) {
      // A value is read before `run()`, a handle in it, and there it may have failed before that.
      const isReadBefore = damaged.some(({ handle }) => !handle);
      const attempts = isReadBefore ? 1 : tries.number;
      const calls = isReadBefore ? 0 : attempts;
      const falls = isReadBefore || tries.isGood;
      const nothing = { attempts, calls, value: undefined };
      if (!falls) return { ...ran, ...nothing, status: 'failed' };
      const fallsOver = { healing, attempts, calls };
      if (healing.status === 'failed') return { ...ran, ...nothing, status: 'failed', fallsOver };
      return this.#end({ ...ran, fallsOver }, tries, valueOf(spec, params, held));
    }
    return this.#end(ran, tries, valueOf(spec, params, held));
  }

  #end<T>(ran: T, { number, isGood }: Tries, value: Value): T & Ended {
    const counts = { attempts: number, calls: number };
    if (!isGood) return { ...ran, ...counts, status: 'failed' as const, value: undefined };
    return { ...ran, ...counts, status: 'ran' as const, value };
  }

  /** A task is tried as often as it takes, or as it may be. */
  #tries({ spec, params }: Pick<Node, 'spec' | 'params'>): Tries {
    const { failing } = spec.code;
    const isRetried = failing?.error === 'plain' || failing?.error === 'hangs';
    const most = failing && !isRetried ? 1 : spec.retries + 1;
    const fails = (attempt: number): boolean => isFailing(failing, params, attempt, this.#memory.worldIsFine);
    for (let number = 1; number <= most; number++) if (!fails(number)) return { number, isGood: true };
    return { number: most, isGood: false };
  }

  #stateOf(found: readonly Made[], spec: TaskSpec): { isExpired: boolean; isGone: boolean } {
    return {
      isExpired: spec.cache === 'for a day' && found.some(({ day }) => day < this.#memory.day),
      isGone: found.some(({ bytes }) => bytes === 'gone'),
    };
  }

  /** Without what is damaged, an older result may serve; else it runs. */
  #heal(missed: Omit<Missed, 'node'>, damaged: readonly Made[], tries: Tries): Healing {
    const from = this.#memory.newest(missed.identity, damaged);
    const { isExpired, isGone } = this.#stateOf(from, missed.spec);
    if (from.length > 0 && !isExpired && !isGone) return { status: 'cached', attempts: 0, from, reasons: () => [] };
    const reasons = (node: string): readonly ExpectedReason[] => {
      if (isExpired) return [{ kind: 'expired' }];
      if (isGone) return [{ kind: 'artifact-gone' }];
      return whyMissed({ ...missed, node }, this.#memory);
    };
    return { status: tries.isGood ? 'ran' : 'failed', attempts: tries.number, from, reasons };
  }
}

type Ended = Pick<Node, 'status' | 'attempts' | 'calls' | 'value'>;

interface Tries {
  readonly number: number;
  readonly isGood: boolean;
}

const healingsOf = (nodes: readonly Node[]): Healing[] =>
  succeeded(nodes).flatMap(({ healing }) => (healing ? [healing] : []));

export const keyOf = (task: number, params: Params, scope: Params): string =>
  JSON.stringify([task, sorted(params), sorted(scope)]);

const sorted = (params: Params): [string, number][] => Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));

/** The names of the parameters of everything that a task may come to need. */
export function namesBelow(program: Program, task: number): ReadonlySet<string> {
  const names = reachable(program, task, false).flatMap((index) => program[index]!.params.map(({ name }) => name));
  return new Set(names);
}

export function reachable(program: Program, task: number, withItself = true): number[] {
  const found = new Set(withItself ? [task] : program[task]!.inputs.map((input) => input.task));
  for (const index of found) for (const input of program[index]!.inputs) found.add(input.task);
  return [...found];
}

/** A class's text, or the version that its author keeps. */
const codeOf = ({ code, params, isVersioned }: TaskSpec): string =>
  isVersioned
    ? `version ${code.comment}`
    : JSON.stringify([code, params.map(({ name, byDefault }) => [name, byDefault])]);

export const isDone = ({ status }: { readonly status: string }): boolean => status === 'ran' || status === 'cached';
const succeeded = (nodes: readonly Node[]): Node[] => nodes.filter(isDone);

/** Whether a field gets what it asked for: all of it, or all but what may fail. */
function isThere(nodes: readonly Node[] | undefined, tolerate: InputSpec['tolerate']): boolean {
  if (!nodes) return false;
  const most = typeof tolerate === 'string' ? Math.floor((nodes.length * Number.parseFloat(tolerate)) / 100) : tolerate;
  return nodes.length - succeeded(nodes).length <= (most ?? 0);
}

const tolerated = (spec: TaskSpec, field: string): InputSpec['tolerate'] =>
  spec.inputs.find((input) => input.field === field)!.tolerate;

export const valuesOf = (inputs: Node['inputs']): Record<string, readonly Value[]> =>
  Object.fromEntries(
    Object.entries(inputs).map(([field, nodes]) => [field, succeeded(nodes).map(({ value }) => value!)]),
  );

/** The fields whose data a mapping reads. A condition that is false needs no parameters. */
function readsOf(input: InputSpec, task: number, self: Readonly<Record<string, unknown>>): string[] {
  if (isSelf(input, task)) return [];
  const { amount, gives, mode } = input;
  const first = mode !== 'one' && amount.of === 'input' ? [amount.field] : [];
  const isAnswered = first.every((field) => field in self);
  if (mode === 'if' && isAnswered && !wanted(input, self)) return first;
  return gives?.value.of === 'input' ? [...first, gives.value.field] : first;
}

/** The parameters for each node that an input stands for. */
function paramsOf(input: InputSpec, task: number, self: Readonly<Record<string, unknown>>): Params[] {
  if (isSelf(input, task)) return hasBelow(self) ? [below(self)] : [];
  if (input.mode === 'each') return list(input, self);
  return input.mode === 'if' && !wanted(input, self) ? [] : [given(input, self)];
}
