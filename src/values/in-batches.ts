interface Sliceable<List> {
  readonly length: number;
  slice(from: number, to: number): List;
}

/** Cuts a list into batches, of a thousand unless it is said otherwise: as many as one query or request asks about. */
export function* inBatches<List extends Sliceable<List>>(list: List, size = 1000): Generator<List> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size);
}
