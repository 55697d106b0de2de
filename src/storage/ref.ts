/** Where one artifact is and what it is: plain data that travels with a job and is kept in the record. */
export interface ArtifactRef {
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
  /** The bytes, where the layer is `record`. */
  readonly inline: Uint8Array | null;
}
