import { keepLayer } from '../authoring/layers.ts';
import type { IsAny } from '../authoring/types.ts';
import type { At, FieldKey, NoMethod, Says } from '../authoring/compile-time-checks.ts';
import type { StorageLayer } from './layer.ts';

/** Whether what is decorated can hold a storage layer. */
type Holds<Thing> = [StorageLayer] extends [Thing]
  ? unknown
  : Says<'@Storage gives a storage layer: type this as a StorageLayer'>;

/** The type that a constructor's argument is to hold. */
type Argument<C, I extends number> = C extends abstract new (...args: infer Args) => unknown
  ? IsAny<Args[I]> extends true
    ? StorageLayer
    : Args[I]
  : never;

/** The third argument: the place of an argument, nothing of a field, something else of a method. */
type Place<Self, K, I> = I extends number
  ? K extends string
    ? Says<"only a constructor's arguments are injected: decorate one of those, or a field">
    : unknown extends Holds<Argument<Self, I>>
      ? I
      : Holds<Argument<Self, I>>
  : I extends undefined
    ? I
    : NoMethod;

/** The second: there is none where a constructor's argument is marked. */
type Name<Self, K, I> = I extends undefined ? (K extends string ? FieldKey<Self, K, Holds<At<Self, K>>> : K) : K;

/** The decorator that {@link Storage} gives: it marks a field, or an argument of a constructor. */
export type StorageDecorator = <Self extends object, K extends string | undefined, I = undefined>(
  self: Self,
  key: Name<Self, K, I>,
  index?: Place<Self, K, I>,
) => void;

/**
 * Asks for a storage layer by its name in the settings, beside the one that `@Task({ storage })` names: as an argument of
 * the constructor, or as a field, which is there in `run()`. Services that a task asks for may do the same.
 *
 * @example
 * ```ts
 * @Task({ storage: 'scratch' })
 * class Train {
 *   constructor(@Storage('models') private models: StorageLayer, private storage: StorageLayer) {}
 *   async run() {
 *     await this.storage.store('log.txt', 'all well');
 *     return { weights: await this.models.store('weights.bin', new Uint8Array([1, 2, 3])) };
 *   }
 * }
 * ```
 */
export function Storage(layer: string): StorageDecorator {
  // The checks of the public signature are about types that don't exist here.
  return ((target: unknown, key: unknown, third: unknown) => keepLayer(layer, target, key, third)) as never;
}
