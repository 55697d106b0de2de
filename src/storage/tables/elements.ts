import type { SchemaElement } from 'hyparquet';
import type { Kind } from '../../values/table/kinds.ts';

type Described = Pick<SchemaElement, 'type' | 'converted_type' | 'logical_type'>;

/** By the older of Parquet's two ways: of the newer one, the library writes what others can't read. */
const integer = (type: 'INT32' | 'INT64', converted_type: NonNullable<SchemaElement['converted_type']>): Described => ({
  type,
  converted_type,
});

const double: Described = { type: 'DOUBLE' };
const long: Described = { type: 'INT64' };
const binary: Described = { type: 'BYTE_ARRAY' };

/** How Parquet says it, for every program that reads the file. */
const elements: Record<Kind, Described> = {
  Int8Array: integer('INT32', 'INT_8'),
  Uint8Array: integer('INT32', 'UINT_8'),
  Uint8ClampedArray: integer('INT32', 'UINT_8'),
  Int16Array: integer('INT32', 'INT_16'),
  Uint16Array: integer('INT32', 'UINT_16'),
  Int32Array: { type: 'INT32' },
  Uint32Array: integer('INT32', 'UINT_32'),
  Float32Array: { type: 'FLOAT' },
  Float64Array: double,
  number: double,
  BigInt64Array: long,
  bigint: long,
  BigUint64Array: integer('INT64', 'UINT_64'),
  boolean: { type: 'BOOLEAN' },
  string: { ...binary, converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  date: {
    ...long,
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  bytes: binary,
  buffer: binary,
  json: { ...binary, converted_type: 'JSON', logical_type: { type: 'JSON' } },
  null: { type: 'INT32', logical_type: { type: 'NULL' } },
};

export const elementOf = (name: string, kind: Kind, optional: boolean): SchemaElement => ({
  name,
  ...elements[kind],
  repetition_type: optional ? 'OPTIONAL' : 'REQUIRED',
});

/**
 * The same for the library, which is given and gives values as they are stored: turning each into a date or back is
 * ours, and quicker.
 */
export function storedElement(element: SchemaElement): SchemaElement {
  if (element.num_children !== undefined) return element;
  const { name, type, converted_type, repetition_type } = element;
  const kept = converted_type === 'JSON' ? 'UTF8' : converted_type;
  const tells = kept === 'UTF8' || kept === 'UINT_32' || kept === 'UINT_64';
  return {
    name,
    ...(type && { type }),
    ...(tells && { converted_type: kept }),
    ...(repetition_type && { repetition_type }),
  };
}
