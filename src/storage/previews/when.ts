import type { PreviewMaker } from './making.ts';

/** What is smaller is looked at when somebody asks: a preview of it would cost as much as it does itself. */
export const previewedFrom = 64 * 1024;

export const isPreviewed = ({ size }: { readonly size: number }): boolean => size > previewedFrom;

/** Loaded when it is needed: most tasks write nothing that large. `hide`: texts that must not be seen, longer ones first. */
export async function previewMaker(hide?: readonly string[]): Promise<PreviewMaker> {
  const making = await import('./making.ts');
  return new making.PreviewMaker(hide);
}
