import { dim } from '../terminal.ts';

/** Renders what comes after a page of a list that was counted. */
export const moreText = (left: number, page: number, total: number): string =>
  dim(`… and ${left} more; --page ${page + 1}, or --limit ${total} for all`);

/** Renders what comes after a page of a list that nobody has counted. */
export const furtherText = (page: number): string => dim(`… more by --page ${page + 1}`);
