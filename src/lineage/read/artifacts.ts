import type { ArtifactRef } from '../../storage/ref.ts';

/** An artifact's columns as a query gives them. */
export type ArtifactColumns = Pick<
  ArtifactRef,
  'id' | 'name' | 'codec' | 'digest' | 'size' | 'layer' | 'key' | 'inline'
>;

export function refOf({ id, name, codec, digest, size, layer, key, inline }: ArtifactColumns): ArtifactRef {
  return { id, name, codec, digest, size, layer, key, inline };
}

/** What `run()` returned comes before what it stored on the way. */
export function outputFirst<T extends { readonly name: string }>(artifacts: readonly T[]): T[] {
  return [...artifacts.filter(({ name }) => name === 'output'), ...artifacts.filter(({ name }) => name !== 'output')];
}
