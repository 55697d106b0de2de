import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { LimitNeed } from './limit-options.ts';
import type { SettledIsolation } from './isolate.ts';
import type { KindUse } from './kinds/kind.ts';
import type { SettledRunLocation } from './run-location.ts';

/** Any class, seen from outside: something that `new` makes an object of. */
export type Class<T = unknown> = abstract new (...args: never[]) => T;

/** The note that `@Param` made about one field. */
export interface ParamNote {
  readonly name: string;
  /** The field's `design:type`: String, Number, Boolean, Date, Array, Object, or a class. */
  readonly type: unknown;
  readonly doc: string | undefined;
  readonly secret: boolean;
  readonly significant: boolean;
  readonly optional: boolean;
  readonly schema: StandardSchemaV1 | undefined;
}

/** How many nodes an input may stand for. */
export type InputMode = 'one' | 'each' | 'if';

/** How many of an input's tasks may fail. */
export interface Tolerance {
  readonly most: number;
  /** Whether `most` is a share of a hundred. */
  readonly percent: boolean;
}

/** The note that `@From`, `@FromEach` or `@FromIf` made about one field, in the order of declaration. */
export interface InputNote {
  readonly field: string;
  readonly mode: InputMode;
  readonly task: Class;
  /** Asked for by `.artifact`: the field gets handles instead of values. */
  readonly artifact: boolean;
  /** Whether another value makes another result. */
  readonly significant: boolean;
  /** For `each`: how many of its tasks may fail; undefined where none may. */
  readonly tolerate: Tolerance | undefined;
  /** From the asking task's fields to parameters: one object, or for `each` a list of them. */
  readonly map: ((self: never) => unknown) | undefined;
  /** For `if`: whether the input is wanted at all. */
  readonly when: ((self: never) => boolean) | undefined;
}

/** The note that `@Storage` made about a field, or about an argument of the constructor. */
export interface LayerNote {
  /** The layer's name in the settings. */
  readonly layer: string;
  readonly at: string | number;
  /** The class that the compiler noted; undefined where it noted nothing. */
  readonly type: unknown;
}

/** Where a class was declared: the absolute path and the line, of the TypeScript where source maps are on. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

/** A place in the JavaScript that runs; line and column from 1. */
export interface CallPlace extends SourcePlace {
  readonly column: number;
}

/** The place where a class was marked. */
export interface Marking {
  /** The class's own lines; undefined for a class without a file. */
  readonly place: SourcePlace | undefined;
  /** The module whose evaluation marked it, which is the one to export it. */
  readonly module: string | undefined;
  /** The calls in users' files that led there, the innermost first. */
  readonly frames: readonly CallPlace[];
}

/** All that the decorators noted about one class. Frozen; everything after authoring reads this. */
export interface TaskNote extends SettledIsolation, Marking {
  readonly name: string;
  readonly kind: 'task' | 'workflow';
  readonly target: Class;
  readonly doc: string | undefined;
  readonly storage: string | undefined;
  readonly codec: string | undefined;
  readonly modelFamily: string | undefined;
  readonly taskType: string | undefined;
  readonly version: string | undefined;
  readonly owner: string | undefined;
  /** The kind that someone has defined, if it is of one: its fields, and what is checked around each run. */
  readonly componentKind: KindUse | undefined;
  /** Milliseconds for which what it gives counts as fresh; undefined is for ever. */
  readonly freshFor: number | undefined;
  /** Patterns of files that its result depends on, and of those that it reads and that don't matter. */
  readonly reads: readonly string[];
  readonly ignore: readonly string[];
  readonly cache: boolean;
  /** Milliseconds for which a result may serve; undefined is for ever. */
  readonly cacheFor: number | undefined;
  readonly retries: number;
  /** Milliseconds before the first retry; doubled for each further one. */
  readonly backoff: number;
  /** Whether what was thrown is worth another try; undefined is everything. */
  readonly retryOn: ((error: unknown) => boolean) | undefined;
  /** Milliseconds that one attempt may take; undefined is for ever. */
  readonly timeout: number | undefined;
  /** Tasks that run when a workflow failed, and when it is over. */
  readonly onFailure: readonly Class[];
  readonly finally: readonly Class[];
  /** Kinds of which there must be a task in a workflow. */
  readonly requires: readonly string[];
  /** The units that one execution takes of the limits in the settings; undefined is none. */
  readonly limits: readonly LimitNeed[] | undefined;
  /** Where it runs with `--on sagemaker`; undefined where it doesn't say. */
  readonly on: SettledRunLocation | undefined;
  readonly params: readonly ParamNote[];
  readonly inputs: readonly InputNote[];
  /** Further storage layers that it asks for by name. */
  readonly layers: readonly LayerNote[];
  /** `design:paramtypes` of the constructor; undefined when it has no arguments or no metadata. */
  readonly constructorTypes: readonly unknown[] | undefined;
}

/** Shared between copies of the package, so that a class made with one is read by the other. */
const key = Symbol.for('clew.task');

export function keepNote(target: Class, note: TaskNote): void {
  for (const list of [note.params, note.inputs, note.layers]) Object.freeze(list).forEach(Object.freeze);
  for (const list of [note.onFailure, note.finally]) Object.freeze(list);
  Object.defineProperty(target, key, { value: Object.freeze(note), enumerable: false });
}

/** The note of a class that `@Task` or `@Workflow` marked, or undefined. A subclass has none of its own. */
export function noteOf(target: unknown): TaskNote | undefined {
  return typeof target === 'function' && Object.hasOwn(target, key)
    ? (target as unknown as Record<symbol, TaskNote>)[key]
    : undefined;
}
