import type { Artifact } from './artifact.ts';
import type { InputMode } from './notes.ts';
import type { AnyClass, IsAny, ParamsOf, Returned, Runnable, TaskClass } from './types.ts';

/*
 * How the compiler is made to check the wiring and to say what is wrong in words.
 *
 * Every check is a type that is either `unknown` (nothing to object to) or a `Says`. A decorator's `key` has the type
 * of the field's name where the verdict is `unknown` and of the verdict where it isn't, and the compiler prints that:
 *
 *     Argument of type 'string' is not assignable to parameter of type '[mistake: "this field can't hold …", …]'.
 *
 * This is the shortest of the forms that were tried: intersecting `self` with an object type whose key is the sentence
 * takes one line more and repeats the sentence.
 */

/** A sentence for the diagnostic, with the types that it is about. A tuple, since the compiler prints tuples whole. */
export type Says<Text extends string, Details extends readonly unknown[] = []> = [mistake: Text, ...Details];

/** `key` of a decorated field: its name, or what is wrong with it. */
export type FieldKey<Self, K extends string, Verdict> = Self extends AnyClass
  ? Says<"a static field belongs to no run: decorate a field without 'static'">
  : K extends keyof Self
    ? unknown extends Verdict
      ? K
      : Verdict
    : Says<'a private or protected field is out of reach: make it public'>;

export type At<Self, K> = K extends keyof Self ? Self[K] : unknown;

/** The argument `Task` of `From(Task)`: anything but a class that can be run gets a sentence. So does what `@Task()` marks. */
export type TaskArgument<C> =
  IsAny<C> extends true
    ? C
    : [C] extends [null | undefined]
      ? Says<'there is no class here: name the task'>
      : C extends TaskClass<infer T>
        ? T extends Runnable
          ? C
          : NoRun<T>
        : IsClass<C> extends true
          ? Says<'an abstract class, or one with a private constructor, is no task: nothing can make an object of it'>
          : Says<'this is no class: name the task itself'>;

/** Also of a class that nothing can make objects of; the prototype of any other function is `any`. */
type IsClass<C> = C extends { readonly prototype: infer P } ? (IsAny<P> extends true ? false : true) : false;

type NoRun<T> = 'run' extends keyof T
  ? Says<'run() of a task takes no arguments: parameters are fields'>
  : Says<'a task needs a public method run()'>;

type Wanted<Mode extends InputMode, Value> = { one: Value; each: Value[]; if: Value | undefined }[Mode];

type Decorator = { one: 'From'; each: 'FromEach'; if: 'FromIf' };

/** Whether a field is typed as a handle, or as a list of handles. */
type IsHandle<Field> = [Field] extends [readonly (infer Item)[] | null | undefined]
  ? IsOneHandle<NonNullable<Item>>
  : IsOneHandle<NonNullable<Field>>;
type IsOneHandle<Item> = [Item] extends [never] ? false : [Item] extends [Artifact] ? true : false;

/** Whether an input field can hold what it gets. */
export type InputVerdict<Mode extends InputMode, Handle extends boolean, Field, T> = [
  Wanted<Mode, Handle extends true ? Artifact<Returned<T>> : Returned<T>>,
] extends [Field]
  ? unknown
  : IsHandle<Field> extends Handle
    ? ShapeVerdict<Mode, Handle, Field, T, Handle extends true ? Artifact<Returned<T>> : Returned<T>>
    : Handle extends true
      ? Says<
          `.artifact gives a handle: type this field as an Artifact, or use ${Decorator[Mode]} without .artifact`,
          [handle: Wanted<Mode, Artifact<Returned<T>>>]
        >
      : Says<`this field is an Artifact: ask for it with ${Decorator[Mode]}.artifact`>;

type ShapeVerdict<Mode extends InputMode, Handle extends boolean, Field, T, Value> = Mode extends 'if'
  ? [Value] extends [Field]
    ? Says<"this field stays empty when the condition is false: add '?' to its name, or '| undefined' to its type">
    : Unfit<Handle, T, Wanted<Mode, Value>>
  : Mode extends 'each'
    ? [Value] extends [Field]
      ? Says<'FromEach gives a list: type this field as an array', [list: Value[]]>
      : Unfit<Handle, T, Value[]>
    : Unfit<Handle, T, Value>;

type Unfit<Handle extends boolean, T, Value> = Handle extends true
  ? Says<"this field can't hold a handle of what the task's run() returns", [task: T, handle: Value]>
  : Says<"this field can't hold what the task's run() returns", [task: T, gives: Value]>;

/** The names that a mapping gives. An index signature names none. */
type Named<Given> = Given extends unknown ? keyof { [P in keyof Given as string extends P ? never : P]: 1 } : never;

/** A mapping's result: names that are no field of the task get a sentence, also where no literal is checked for excess. */
export type MapVerdict<Given, T> =
  IsAny<Given> extends true
    ? unknown
    : [Exclude<Named<Given>, keyof ParamsOf<T>>] extends [never]
      ? unknown
      : Says<`the task has no parameter '${Exclude<Named<Given>, keyof ParamsOf<T>> & string}'`, [task: T]>;

/** The mapping's `self` must be what the decorated class is, or a part of it. */
export type SelfVerdict<Self, Asked, Otherwise> = [Self] extends [Asked]
  ? Otherwise
  : Says<"the mapping's 'self' is another class than this one", [self: Asked]>;

/** Stands for the output of the schema where there is none. */
export interface NoSchema {
  readonly schema: never;
}

/** Whether a field can hold what its schema gives. */
export type SchemaVerdict<Field, Given> = [Given] extends [NoSchema]
  ? unknown
  : [Given] extends [Field]
    ? unknown
    : Says<"this field can't hold what its schema gives", [gives: Given]>;

/** The third argument, which only methods and accessors have. */
export type NoMethod = Says<'this is a method or an accessor: decorate a plain field'>;
