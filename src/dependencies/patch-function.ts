/** A function, whatever its `this`. */
export type AnyFunction = (this: any, ...args: any[]) => any;

/** Puts another function in the place of one, with its name, its length and what hangs on it. */
export function patchFunction(holder: object, name: string, make: (original: AnyFunction) => AnyFunction): void {
  const owner = holder as { [name: string]: unknown };
  const original = owner[name];
  if (typeof original !== 'function') return;
  owner[name] = alike(make(original as AnyFunction), original as AnyFunction);
}

/** Gives a function the looks of another. */
export function alike<F extends AnyFunction>(made: F, original: AnyFunction): F {
  for (const key of Reflect.ownKeys(original)) {
    // The new function may define symbols of its own.
    if (key === 'prototype' || (typeof key === 'symbol' && Object.hasOwn(made, key))) continue;
    const descriptor = Object.getOwnPropertyDescriptor(original, key)!;
    Object.defineProperty(made, key, descriptor.value === original ? { ...descriptor, value: made } : descriptor);
  }
  return made;
}

/** Puts another callback in the place of the last function among arguments; undefined where there is none. */
export function withCallback(
  args: readonly unknown[],
  make: (callback: AnyFunction) => AnyFunction,
): unknown[] | undefined {
  const at = args.findLastIndex((arg) => typeof arg === 'function');
  return at < 0 ? undefined : args.with(at, make(args[at] as AnyFunction));
}
