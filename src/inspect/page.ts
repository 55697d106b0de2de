/** A part of a list, as it is asked for. */
export interface PageOptions {
  /** The number of entries; default: those of one page, or all of them. */
  readonly limit?: number | undefined;
  /** Which page, from 1 on. */
  readonly page?: number | undefined;
}

/** A part of a list. */
export interface Page {
  readonly limit: number;
  readonly page: number;
  readonly offset: number;
}

/** `isWhole`: without either of them, all of the list is meant. A page alone is one of the default size. */
export function pageOf({ limit: asked, page }: PageOptions, defaultLimit: number, isWhole = false): Page {
  const limit = asked ?? (isWhole && page === undefined ? Infinity : defaultLimit);
  return { limit, page: page ?? 1, offset: page === undefined ? 0 : (page - 1) * limit };
}

/** The sizes of pages, where none is asked for. */
export const defaultLimit = { runs: 20, nodes: 50, frames: 50, components: 50, history: 20 } as const;
