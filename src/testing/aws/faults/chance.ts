import { createHash } from 'node:crypto';

/** From 0 to 1, by a text: the same each time, whatever happens beside it. */
export const chanceOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
