import type { Preview } from './previews/preview.ts';

/** An artifact by what it is, and where. */
export interface ArtifactPlace {
  /** `art-…`, one for each version ever made; what comes after `art-` begins as its component run's id does. */
  readonly id: string;
  /** `output` for what `run()` returned, else the name given to `store()`. */
  readonly name: string;
  /** Its name; of one of the project's own also where it was defined: `csv from src/csv.ts`. */
  readonly codec: string;
  readonly digest: string;
  readonly size: number;
  /** The layer's name in the settings; `record` when the bytes are in the record itself. */
  readonly layer: string;
  readonly key: string | null;
}

/** An artifact as it travels with a job and is kept in the record: plain data. */
export interface ArtifactRef extends ArtifactPlace {
  /** The bytes, where the layer is `record`. */
  readonly inline: Uint8Array | null;
  /** Checksums of its blocks, for one that may be read in parts. */
  readonly blocks: Uint8Array | null;
  /** Where it was just written; it is kept apart from what is read with each artifact. */
  readonly preview?: Preview | null;
}

/** Once the record has them, nobody needs previews any more: a run holds on to what its nodes made. */
export function withoutPreviews(refs: readonly ArtifactRef[]): readonly ArtifactRef[] {
  return refs.some(({ preview }) => preview) ? refs.map(withoutPreview) : refs;
}

export function withoutPreview(ref: ArtifactRef): ArtifactRef {
  if (!ref.preview) return ref;
  const { preview: _, ...rest } = ref;
  return rest;
}
