import { checkNames, checkObject, checkType } from './check.ts';
import { badOption, notATask, taskNotThere } from './errors.ts';
import { checkField, fieldName, keepField } from './fields.ts';
import type { InputMode, InputNote } from './notes.ts';
import { isClass } from './reflection.ts';
import { type ToleranceOption, settleTolerance } from './tolerance.ts';
import type { InstanceOf } from './types.ts';
import type { At, FieldKey, InputVerdict, NoMethod, SelfVerdict } from './compile-time-checks.ts';

/** The options of `@From` and its kind, after the mapping. */
export interface InputOptions {
  /** Whether another value makes another result. `false` for what is used and changes nothing. Default: `true`. */
  readonly significant?: boolean;
}

/** The decorator that `From` and its kind give: the compiler refuses a field that can't hold what the task returns. */
export type InputDecorator<Mode extends InputMode, Handle extends boolean, C, Asked> = <
  Self extends object,
  K extends string,
>(
  self: Self,
  key: FieldKey<Self, K, SelfVerdict<Self, Asked, InputVerdict<Mode, Handle, At<Self, K>, InstanceOf<C>>>>,
  none?: NoMethod,
) => void;

interface Wiring extends Pick<InputNote, 'mode' | 'artifact'> {
  readonly decorator: string;
  readonly task: unknown;
  readonly map: unknown;
  readonly when: unknown;
  readonly options: (InputOptions & { readonly tolerate?: ToleranceOption }) | undefined;
}

/** The decorator behind all of them. Everything is checked here, where the field's name is known. */
export function inputDecorator({ decorator, task, map, when, mode, artifact, options = {} }: Wiring): never {
  const decorate = (self: object, field: string, descriptor?: unknown): void => {
    checkField(decorator, self, field, descriptor);
    const shown = fieldName(self, field);
    if (task === undefined || task === null) throw taskNotThere(decorator, shown);
    if (!isClass(task)) {
      throw notATask(`What ${shown} asks for`, `is ${nameOf(task)}, not a class`, `Write @${decorator}(SomeTask, …).`);
    }
    if (typeof (task.prototype as { run?: unknown }).run !== 'function') {
      throw notATask(
        `${task.name}, which ${shown} asks for,`,
        'has no method run()',
        'Ask for a class that is marked @Task().',
      );
    }
    const where = `@${decorator} of ${shown}`;
    if (mode === 'if') checkFunction(when, true, 'the condition', where);
    checkFunction(map, mode === 'each', 'the mapping', where);
    checkObject(options, where);
    checkNames(options, mode === 'each' ? ['significant', 'tolerate'] : ['significant'], where);
    checkType(options, 'significant', 'boolean', where);
    const { significant = true } = options;
    const tolerate = settleTolerance(options.tolerate, where);
    const asked = { map: map as InputNote['map'], when: when as InputNote['when'] };
    keepField(self, field, { decorator, input: { field, mode, task, artifact, significant, tolerate, ...asked } });
  };
  // The checks of the public signature are about types that don't exist here.
  return decorate as never;
}

function checkFunction(thing: unknown, needed: boolean, what: string, where: string): void {
  if (typeof thing === 'function' || (thing === undefined && !needed)) return;
  const why = thing === undefined ? `${what} is missing` : `${what} is ${nameOf(thing)}, not a function`;
  throw badOption(where, why, 'Write it as `(self: ThisClass) => …`.');
}

function nameOf(thing: unknown): string {
  if (typeof thing === 'string') return `the text '${thing}'`;
  if (typeof thing === 'function') return 'a function';
  return typeof thing === 'object' ? 'an object' : String(thing);
}
