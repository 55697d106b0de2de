import type { Algorithm, Checksum, ChecksumType } from '../checksums/algorithms.ts';
import type { Blob } from './blobs.ts';

/** How the server says that it keeps the bytes; it doesn't. */
export interface Encryption {
  readonly algorithm: 'AES256' | 'aws:kms';
  readonly kmsKey?: string;
}

/** The properties that headers say of an object and that are given back with it. */
export interface About {
  /** `content-type` and the like, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly encryption: Encryption;
}

export interface StoredObject extends About {
  readonly pieces: readonly Blob[];
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modified: number;
  readonly checksum: Checksum;
  /** Whether it came in parts: these are the pieces. */
  readonly isMultipart: boolean;
}

export interface Part {
  readonly number: number;
  readonly blob: Blob;
  readonly etag: string;
  readonly md5: string;
  readonly checksum: string;
  readonly modified: number;
}

export interface Upload extends About {
  readonly id: string;
  readonly key: string;
  readonly begun: number;
  readonly algorithm: Algorithm;
  readonly type: ChecksumType;
  /** Whether who began it named the algorithm: then every part has to come with such a checksum. */
  readonly isChosen: boolean;
  /** By number. */
  readonly parts: Readonly<Record<number, Part>>;
}

export interface BucketInfo {
  readonly name: string;
  /** The access key of who created it. */
  readonly owner: string;
  readonly created: number;
}
