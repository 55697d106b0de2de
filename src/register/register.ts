import type { KindUse } from '../authoring/kinds/kind.ts';
import { placeOfCaller } from '../authoring/source-place.ts';
import { notRegisterable } from './errors.ts';
import { defaultLineage } from './lineage-api.ts';
import type { LineageSources } from './sources.ts';
import type { AnyFunction, RegisterOptions } from './register-options.ts';
import { wrap } from './wrap.ts';

/** The options of `@Register`: those of `lineage.register()`, and the name of the component. */
export interface RegisterMethodOptions<Args extends unknown[] = any[], Result = any> {
  /** Default: the class's name and the method's, such as `Scorer.serve`. */
  readonly component?: string;
  /** The things that it reads. Files are digested before it runs. */
  readonly inputs?: LineageSources | ((...args: Args) => LineageSources | undefined);
  /** The things that it has written, by what it gave and what it got. Files are digested after it ran. */
  readonly outputs?: LineageSources | ((result: Result, ...args: Args) => LineageSources | undefined);
  /** Values to show beside it. Nothing of its arguments is kept unless this says so. */
  readonly params?: (...args: Args) => object;
  /** The kind of component it is, one that `defineComponentKind` has defined. Its checks are made around each call. */
  readonly kind?: KindUse;
}

/** The decorator that `@Register()` gives: it marks a method that takes the arguments that the options speak of. */
export type MethodDecorator<Args extends unknown[]> = <M extends (...args: [...Args, ...any[]]) => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

/**
 * Records every call of a method, as `lineage.register()` does it for a function.
 *
 * @example
 * ```ts
 * class Scorer {
 *   @Register({ inputs: (machine: string) => [`features/${machine}.json`] })
 *   async serve(machine: string) {
 *     return { risk: await this.model.predict(machine), id: lineage.log() };
 *   }
 * }
 * ```
 */
export function Register<Args extends unknown[] = any[], Result = any>(
  options: RegisterMethodOptions<Args, Result> = {},
): MethodDecorator<Args> {
  const at = placeOfCaller(Register) ?? null;
  const { component, ...rest } = options;
  const recorded = (fn: unknown, name: string): AnyFunction =>
    wrap(fn as AnyFunction, rest as RegisterOptions, {
      component: component ?? name,
      at,
      session: () => defaultLineage.session,
    });
  return ((target: unknown, key: unknown, descriptor?: PropertyDescriptor) => {
    // Compiled as a standard decorator: the method itself, and its context.
    if (typeof key === 'object' && key !== null && 'kind' in key) {
      return recorded(target, String((key as { name?: unknown }).name));
    }
    const owner = typeof target === 'function' ? target.name : (target as object).constructor.name;
    const name = `${owner}.${String(key)}`;
    if (typeof descriptor?.value !== 'function') {
      throw notRegisterable(name, 'it is no method', 'Write @Register() above a method of a class.');
    }
    descriptor.value = recorded(descriptor.value, name);
    return undefined;
  }) as MethodDecorator<Args>;
}
