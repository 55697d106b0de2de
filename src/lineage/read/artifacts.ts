import type { ArtifactRef } from '../../storage/ref.ts';

/** An artifact's columns as a query gives them. */
export type ArtifactColumns = Pick<
  ArtifactRef,
  'id' | 'name' | 'codec' | 'digest' | 'size' | 'layer' | 'key' | 'inline' | 'blocks'
>;

export function refOf({ id, name, codec, digest, size, layer, key, inline, blocks }: ArtifactColumns): ArtifactRef {
  return { id, name, codec, digest, size, layer, key, inline, blocks };
}

/**
 * Which rows of `artifact` a component run made, as SQL. Their ids begin as its own does, so the primary key finds them:
 * an index on `made_by` would cost every commit what only this condition needs. In the order of ids, the output is first.
 */
export function madeBy(artifact: string, run: string): string {
  const first = `'art-' || substr(${run}, 4)`;
  return `${artifact}.id >= ${first} and ${artifact}.id < ${first} || '/' and ${artifact}.made_by = ${run}`;
}
