import 'reflect-metadata';
import type { Class } from './notes.ts';

/** Gives what the compiler says about a field's type: a class or undefined, and whether it said anything at all. */
export function fieldType(self: object, key: string): { readonly known: boolean; readonly type: unknown } {
  return {
    known: Reflect.hasMetadata('design:type', self, key),
    type: Reflect.getMetadata('design:type', self, key) as unknown,
  };
}

/** The constructor's argument types. A class without a constructor has its parent's. */
export function constructorTypes(target: Class): readonly unknown[] | undefined {
  const types = Reflect.getMetadata('design:paramtypes', target) as unknown[] | undefined;
  return types === undefined || types.length === 0 ? undefined : Object.freeze([...types]);
}

/** Arrow functions and methods are functions too, but nothing can be made by them. */
export function isClass(thing: unknown): thing is Class & { readonly prototype: object } {
  return typeof thing === 'function' && typeof thing.prototype === 'object' && thing.prototype !== null;
}

/** The class whose constructor makes objects of a class: itself, or one above it. */
export function ownsConstructor(target: Class): Class | undefined {
  for (let at: unknown = target; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    if (Reflect.hasOwnMetadata('design:paramtypes', at)) return at as unknown as Class;
  }
  return undefined;
}
