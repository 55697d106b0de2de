/** A part of a list, as it is asked for. */
export interface PageOptions {
  /** How many; default: as many as the list's page has, or all of it. */
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
