/** The typed arrays there are, by their names: each comes back as the same. */
export const typedArrays = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

export type TypedKind = keyof typeof typedArrays;
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** Exact classes only: a subclass would come back as its parent. */
export function typedKind(values: object): TypedKind | undefined {
  const name = (values.constructor as { name?: string } | undefined)?.name as TypedKind | undefined;
  if (name === undefined || !Object.hasOwn(typedArrays, name)) return undefined;
  return Object.getPrototypeOf(values) === typedArrays[name].prototype ? name : undefined;
}
