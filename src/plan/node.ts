import { isDeepStrictEqual } from 'node:util';
import type { InputNote } from '../authoring/notes.ts';
import { digestOf, shortDigest } from '../values/digest.ts';
import { encode } from '../values/encode.ts';
import type { SecretHasher } from '../values/secret-hasher.ts';
import { mask } from '../values/hashed-secret.ts';
import { decode } from '../values/special-values.ts';
import type { Bound } from './bind.ts';
import type { TaskModel } from './model.ts';
import type { LazyTail } from './lazy-tail.ts';

/** One input of one node. Its nodes are unknown until the data that its mapping reads is there. */
export interface Edge {
  readonly owner: PlanNode;
  readonly note: InputNote;
  /**
   * The nodes that the input stands for; undefined while it waits. Of a long list, those that are in the plan just now.
   */
  nodes: readonly PlanNode[] | undefined;
  /** The part of a long list that has not come in yet. */
  rest: LazyTail<unknown> | undefined;
  /** The field whose value the mapping asked for. */
  waitsFor: string | undefined;
}

/** The option of `@Workflow` that names a handler. */
export type HandlerField = 'onFailure' | 'finally';

/** The purpose of a node that runs because a workflow has come to its end. */
export interface Handling {
  readonly workflow: PlanNode;
  readonly field: HandlerField;
}

/** A task with bound parameters. */
export class PlanNode {
  readonly index: number;
  readonly model: TaskModel;
  readonly params: Readonly<Record<string, unknown>>;
  /** The names of those that are secret. */
  secret: ReadonlySet<string>;
  readonly #hasher: SecretHasher;
  /** Parameters of tasks above that only pass through here to tasks below. */
  readonly passing: Bound;
  /** The node and the field that first asked for it; undefined for the target. */
  readonly askedBy: { readonly node: PlanNode; readonly field: string } | undefined;
  /** How many nodes stand between it and the target, by the way on which it was first asked for. */
  readonly depth: number;
  /** Undefined for all nodes but handlers. */
  readonly handling: Handling | undefined;
  /** Another node looks like it: its label needs a sign that tells them apart. */
  isNamesake = false;
  /** Two nodes with the same key are one. */
  readonly key: string;
  /** The parameters as text: the same in whatever order they were given. */
  readonly canonical: string;
  edges: readonly Edge[] = [];
  /** The edges that stand for this node; undefined once it is over, when nobody has to be told any more. */
  dependents: Edge[] | undefined = [];
  /** How many edges ever stood for it. */
  uses = 0;
  #label: string | undefined;
  #encoded: string | undefined;
  #shown: Readonly<Record<string, unknown>> | undefined;
  #scope: Bound | undefined;

  constructor(
    index: number,
    model: TaskModel,
    { own, passing, key, canonical }: Identified,
    askedBy: PlanNode['askedBy'],
    hasher: SecretHasher,
    handling?: Handling,
  ) {
    this.#hasher = hasher;
    this.index = index;
    this.model = model;
    this.params = own.params;
    this.secret = own.secret;
    this.passing = passing;
    this.key = key;
    this.canonical = canonical;
    this.askedBy = askedBy;
    this.handling = handling;
    this.depth = askedBy ? askedBy.node.depth + 1 : 0;
  }

  get task(): string {
    return this.model.note.name;
  }

  /** Readable and unique in its plan: `Validate(fold=1)`. Parameters at their default are left out. */
  get label(): string {
    return (this.#label ??= labelOf(this));
  }

  /** The parameters that tasks below get by name. */
  get scope(): Bound {
    return (this.#scope ??= {
      params: { ...this.passing.params, ...this.params },
      secret: this.passing.secret.size === 0 ? this.secret : new Set([...this.passing.secret, ...this.secret]),
    });
  }

  /** The parameters as they may be shown and recorded: secrets hashed. */
  get shown(): Readonly<Record<string, unknown>> {
    return (this.#shown ??= this.#hasher.params(this.params, this.secret));
  }

  /** Tells apart what {@link key} does, with secrets hashed: a plain hash of the other one would give a short secret away. */
  get shownKey(): string {
    const { passing, handling } = this;
    const isOpen = this.scope.secret.size === 0;
    const own = isOpen ? keyText(this.task, this.canonical, passing.params) : this.#hashedKey();
    return handling ? `${own} ${handling.field} ${handling.workflow.shownKey}` : own;
  }

  #hashedKey(): string {
    const passing = this.#hasher.params(this.passing.params, this.passing.secret);
    return keyText(this.task, canonicalParams(this.shown, this.task), passing);
  }

  /** More of its parameters are secret: somebody else who asks for it says so. */
  addSecret(names: ReadonlySet<string>): void {
    if ([...names].every((name) => this.secret.has(name))) return;
    this.secret = new Set([...this.secret, ...names]);
    this.#label = this.#scope = this.#shown = undefined;
  }

  /** The parameters, secrets included, as `run()` will read them. */
  get encoded(): string {
    return (this.#encoded ??= encode(this.params, { label: `a parameter of ${this.task}` }));
  }

  /** The parameters for someone who may change them: a mapping that sorts a list must not sort it for others. */
  get ownCopy(): Readonly<Record<string, unknown>> {
    const isShared = Object.values(this.params).some((value) => typeof value === 'object' && value !== null);
    return isShared ? (decode(this.encoded) as Record<string, unknown>) : this.params;
  }

  /** From the target down to here: `Nightly → Train → LoadReadings`. */
  get path(): string {
    const names = [this.task];
    for (let { askedBy } = this; askedBy; { askedBy } = askedBy.node) names.push(askedBy.node.task);
    return pathText(names.reverse());
  }
}

export function pathText(names: readonly string[]): string {
  return (names.length > 12 ? [...names.slice(0, 4), '…', ...names.slice(-6)] : names).join(' → ');
}

/** The properties that make a node the one that it is. */
export interface Identified {
  readonly own: Bound;
  readonly passing: Bound;
  readonly key: string;
  readonly canonical: string;
}

/** Equal keys for equal tasks and parameters, whatever their order. */
export function identify({ note }: TaskModel, own: Bound, passing: Bound): Identified {
  const canonical = paramsText(own.params, note.name);
  return { own, passing, canonical, key: keyText(note.name, canonical, passing.params) };
}

const keyText = (task: string, canonical: string, passing: object): string =>
  `${task} ${canonical} ${paramsText(passing, task)}`;

const paramsText = (params: object, task: string): string =>
  Object.keys(params).length === 0 ? '{}' : canonicalParams(params, task);

const longest = 60;

function labelOf(node: PlanNode): string {
  const parts: string[] = [];
  let unique = !node.isNamesake;
  for (const [name, value] of Object.entries(node.scope.params)) {
    if (node.scope.secret.has(name)) {
      parts.push(`${name}=${mask}`);
      unique = false;
    } else if (!isSame(value, node.model.defaults[name])) parts.push(`${name}=${short(value)}`);
  }
  let inside = parts.join(', ');
  if (inside.length > longest) {
    inside = `${inside
      .slice(0, longest)
      .toWellFormed()
      .replace(/\ufffd$/, '')}…`;
    unique = false;
  }
  const text = inside ? `${node.task}(${inside})` : node.task;
  return unique ? text : `${text}#${shortDigest(digestOf(node.shownKey))}`;
}

/** A date or a list that was typed as it is by default is the same node, and has the same name. */
function isSame(value: unknown, byDefault: unknown): boolean {
  return value === byDefault || (typeof value === 'object' && isDeepStrictEqual(value, byDefault));
}

function short(value: unknown): string {
  if (value instanceof Date) {
    const text = value.toISOString();
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
  }
  if (typeof value === 'string' && /^[\p{L}\p{N}_.:/-]+$/u.test(value) && !/^(-?\d|true$|false$|null$)/.test(value))
    return value;
  return encode(value);
}

/** Parameters as text, in the order of their names. Within a value, the order of keys is part of it: `run()` can see it. */
export function canonicalParams(params: object, task: string): string {
  const names = Object.keys(params).sort();
  return encode(Object.fromEntries(names.map((name) => [name, (params as Readonly<Record<string, unknown>>)[name]])), {
    label: `a parameter of ${task}`,
  });
}
