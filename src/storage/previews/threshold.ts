import type { Secrets } from '../../values/secrets.ts';
import type { PreviewMaker } from './create-preview.ts';

/** The size up to which a value is looked at when somebody asks: a preview would cost as much as the value itself. */
export const previewThreshold = 64 * 1024;

export const isPreviewed = ({ size }: { readonly size: number }): boolean => size > previewThreshold;

/** Loaded when it is needed: most tasks write nothing that large. `secrets` must not be seen. */
export async function previewMaker(secrets?: Secrets): Promise<PreviewMaker> {
  const making = await import('./create-preview.ts');
  return new making.PreviewMaker(secrets);
}
