import type { ArtifactRef } from './ref.ts';

// Things that another copy of the package made are known by these as well.
/** On what stands behind `Artifact<T>`. */
export const handleMark = Symbol.for('clew.artifact');
/** On files and folders that are kept. */
export const keptMark = Symbol.for('clew.file');
/** On files and folders of this machine. */
export const localMark = Symbol.for('clew.local');

/** The reference behind a handle. */
export function handleRef(value: object): ArtifactRef | undefined {
  return (value as { [handleMark]?: ArtifactRef })[handleMark];
}

/** The reference behind a file or a folder that is kept. */
export const keptRef = (value: object): ArtifactRef | undefined => (value as { [keptMark]?: ArtifactRef })[keptMark];

/** How a file or a folder is called, kept or not. */
export function fileNamed(value: object): { kind: 'file' | 'folder'; name: string; size?: number } | undefined {
  const local = (value as { [localMark]?: { readonly kind: 'file' | 'folder'; readonly name: string } })[localMark];
  if (local) return { kind: local.kind, name: local.name };
  const kept = keptRef(value);
  if (!kept) return undefined;
  // A folder's size is only that of its list, so it is left out.
  return kept.codec === 'folder' ? { kind: 'folder', name: kept.name } : { kind: 'file', name: kept.name, size: kept.size }; // prettier-ignore
}
