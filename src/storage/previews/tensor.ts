import { numberFigures } from './column.ts';
import { Numbers } from './numbers.ts';
import type { TensorPreview } from './preview.ts';
import { cellOf } from './shape.ts';
import { isNumeric, isPlain } from './types.ts';
import type { Redactor } from './redactor.ts';

const firstNumbers = 12;
/** The most numbers that are looked at, evenly spread where there are more. */
const maxLooked = 50_000;

interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** Typed arrays, and objects with a shape and that many numbers. */
export function tensorPreview(value: unknown, words: Redactor): TensorPreview | undefined {
  const tensor = tensorOf(value);
  if (!tensor) return undefined;
  const { data, dtype, shape } = tensor;
  const numbers = new Numbers();
  let [looked, notFinite] = [0, 0];
  // Odd, so that it is in step with no dimension that is a power of two.
  const step = data.length <= maxLooked ? 1 : Math.ceil(data.length / maxLooked) | 1;
  for (let i = 0; i < data.length; i += step) {
    const number = Number(data[i]);
    looked += 1;
    if (Number.isFinite(number)) numbers.add(number);
    else notFinite += 1;
  }
  const first = Array.from({ length: Math.min(firstNumbers, data.length) }, (_, i) => cellOf(data[i], words));
  return {
    kind: 'tensor',
    dtype: words.short(dtype, 30),
    shape,
    looked,
    notFinite,
    ...numberFigures(numbers, words),
    first,
  };
}

function tensorOf(value: unknown): Tensor | undefined {
  if (isNumeric(value)) return { dtype: dtypeOf(value), shape: [value.length], data: value };
  if (!isPlain(value)) return undefined;
  const { shape, data, dtype } = value as { shape?: unknown; data?: unknown; dtype?: unknown };
  if (!isShape(shape)) return undefined;
  const isTyped = isNumeric(data) || (data instanceof Uint8Array && !Buffer.isBuffer(data));
  if (!isTyped && !(Array.isArray(data) && typeof data[0] === 'number')) return undefined;
  const numbers = data as ArrayLike<number | bigint>;
  if (shape.reduce((product, size) => product * size, 1) !== numbers.length) return undefined;
  return { dtype: typeof dtype === 'string' ? dtype : isTyped ? dtypeOf(numbers) : 'number', shape, data: numbers };
}

const isShape = (shape: unknown): shape is readonly number[] =>
  Array.isArray(shape) && shape.length <= 16 && shape.every((size) => Number.isSafeInteger(size) && size >= 0);

const dtypeOf = (array: object): string => array.constructor.name.replace(/Array$/, '');
