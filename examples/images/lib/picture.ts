import type { Picture } from './png.ts';

/** A sample: rings, stripes or squares in colours of its own, the same each time. */
export function drawn(number: number, size: number): Picture {
  const rgb = new Uint8Array(size * size * 3);
  const colour = (turn: number): number[] => [0, 2, 4].map((part) => 128 + 127 * Math.sin(number * 1.7 + turn + part));
  const [front, back] = [colour(0), colour(2.5)];
  const step = 4 + (number % 7) * 3;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const ring = Math.hypot(x - size / 2, y - size / 2);
      const at = [ring, x + y, Math.floor(x / step) % 2 === 0 ? y : y + step][number % 3]!;
      rgb.set(Math.floor(at / step) % 2 === 0 ? front : back, (y * size + x) * 3);
    }
  }
  return { width: size, height: size, rgb };
}

/** Not larger than a square of that side; each pixel is the mean of those that it stands for. */
export function scaled({ width, height, rgb }: Picture, side: number): Picture {
  const factor = Math.min(1, side / Math.max(width, height));
  const columns = slices(width, Math.max(1, Math.round(width * factor)));
  const rows = slices(height, Math.max(1, Math.round(height * factor)));
  const small = new Uint8Array(columns.length * rows.length * 3);
  let at = 0;
  for (const [top, bottom] of rows) {
    for (const [left, right] of columns) {
      for (let part = 0; part < 3; part++) {
        let sum = 0;
        for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += rgb[(y * width + x) * 3 + part]!;
        small[at++] = sum / ((bottom - top) * (right - left));
      }
    }
  }
  return { width: columns.length, height: rows.length, rgb: small };
}

/** A length cut into so many parts of nearly the same size: where each begins and ends. */
function slices(length: number, parts: number): (readonly [from: number, to: number])[] {
  const cut = (i: number): number => Math.floor((i * length) / parts);
  return Array.from({ length: parts }, (_, i) => [cut(i), cut(i + 1)] as const);
}
