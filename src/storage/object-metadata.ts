/** Metadata that a layer may keep beside the bytes, for people who find them without Clew. */
export interface ObjectMetadata {
  /** The id of the component run that made them: `clew bt` takes it. */
  readonly componentRun: string;
  /** The name of the artifact. */
  readonly name: string;
  /** `sha256:…`, where it is known before the bytes have passed. */
  readonly digest?: string;
  /** As in `Content-Type`. */
  readonly mediaType?: string;
}

const types: Readonly<Record<string, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  txt: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  zip: 'application/zip',
  gz: 'application/gzip',
};

/** By the end of a key, as browsers are told it. */
export const mediaTypeOf = (key: string): string =>
  types[key.slice(key.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
