import type { Shape } from '../preview.ts';
import { inlineShape } from '../shape.ts';
import { type Change, changed } from './change.ts';

/** Longer values are told by their beginning. */
const maxChanges = 60;

/** Which keys and items of a value differ. What is too deep or too many for a preview counts by its size alone. */
export function changedShapes(a: Shape, b: Shape, at: string | null = null): Change[] {
  if (!a.parts || !b.parts || a.type !== b.type) {
    return inlineShape(a, Infinity) === inlineShape(b, Infinity)
      ? []
      : [{ at, what: 'value', from: text(a), to: text(b) }];
  }
  const [old, fresh] = [byPath(a, at), byPath(b, at)];
  const found: Change[] = [];
  for (const [path, part] of old) {
    const other = fresh.get(path);
    if (other) found.push(...changedShapes(part, other, path));
    else if (isSeen(b)) found.push({ at: path, what: 'value', from: text(part), to: null });
  }
  for (const [path, part] of fresh)
    if (!old.has(path) && isSeen(a)) found.push({ at: path, what: 'value', from: null, to: text(part) });
  const isTold = isSeen(a) && isSeen(b);
  return isTold ? found : [...changed(at, 'size', a.size ?? null, b.size ?? null), ...found];
}

const text = (shape: Shape): string => inlineShape(shape, maxChanges);

/** Whether all of its parts are there to be seen: else who is missing may only not be shown. */
const isSeen = ({ size, parts }: Shape): boolean => (size ?? 0) <= (parts?.length ?? 0);

/** Whether anything in it is not there to be seen. */
export const isCut = (shape: Shape): boolean =>
  (shape.parts ? !isSeen(shape) || shape.parts.some(({ value }) => isCut(value)) : (shape.size ?? 0) > 0) &&
  shape.type !== 'artifact';

function byPath({ parts = [] }: Shape, at: string | null): Map<string, Shape> {
  return new Map(
    parts.map(({ name, value }, i) => {
      if (name === undefined) return [`${at ?? ''}[${i}]`, value];
      return [at === null ? name : `${at}.${name}`, value];
    }),
  );
}
