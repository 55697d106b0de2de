import type { ForeignTags } from '../../values/specials.ts';
import type { Column } from '../../values/table/column.ts';
import { type Kind, isTyped, typedArrays } from '../../values/table/kinds.ts';
import { restorer, setTimes } from './stored.ts';

/** A column that is read piece by piece. */
export class Filling {
  readonly column: Column;
  readonly #restore: ((value: any) => unknown) | undefined;
  #at = 0;

  constructor(name: string, kind: Kind, rows: number, foreign: ForeignTags | undefined) {
    const typed = kind === 'date' ? Float64Array : isTyped(kind) && typedArrays[kind];
    this.column = { name, kind, data: typed ? new typed(rows) : [] };
    this.#restore = restorer(kind, foreign);
  }

  add(values: ArrayLike<unknown>): void {
    const { kind, data } = this.column;
    if (kind === 'date') setTimes(data as Float64Array, this.#at, values as ArrayLike<bigint>);
    else if (!Array.isArray(data)) (data as Float64Array).set(values as ArrayLike<number>, this.#at);
    else this.#push(data, values);
    this.#at += values.length;
  }

  #push(data: unknown[], values: ArrayLike<unknown>): void {
    const restore = this.#restore;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === null || value === undefined) data.push(null);
      else data.push(restore ? restore(value) : value);
    }
  }
}
