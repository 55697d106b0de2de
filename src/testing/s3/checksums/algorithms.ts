import { createHash } from 'node:crypto';
import { type Crc, Crc32, Crc32c, Crc64Nvme } from './crc.ts';

export const algorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type Algorithm = (typeof algorithms)[number];

/** The type of the checksum of several parts: one of the whole, or one of the parts' checksums. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** A checksum that is kept of an object and answered where it is asked for. */
export interface Checksum {
  readonly algorithm: Algorithm;
  readonly type: ChecksumType;
  /** Base64; of a composite one, a dash and the number of parts behind it. */
  readonly value: string;
}

const sizes: Readonly<Record<Algorithm, number>> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 };

export const isCrc = (algorithm: Algorithm): algorithm is 'CRC32' | 'CRC32C' | 'CRC64NVME' =>
  algorithm.startsWith('CRC');

export function hasher(algorithm: Algorithm): Crc {
  switch (algorithm) {
    case 'CRC32':
      return new Crc32();
    case 'CRC32C':
      return new Crc32c();
    case 'CRC64NVME':
      return new Crc64Nvme();
    default: {
      const hash = createHash(algorithm.toLowerCase());
      return { update: (piece) => void hash.update(piece), digest: () => hash.digest() };
    }
  }
}

export function checksumOf(algorithm: Algorithm, bytes: Uint8Array): string {
  const hash = hasher(algorithm);
  hash.update(bytes);
  return hash.digest().toString('base64');
}

export const headerOf = (algorithm: Algorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;
/** As elements of documents are called. */
export const elementOf = (algorithm: Algorithm): string => `Checksum${algorithm}`;

export const algorithmOf = (name: string): Algorithm | undefined =>
  algorithms.find((algorithm) => algorithm === name.toUpperCase());

export const algorithmOfHeader = (header: string): Algorithm | undefined =>
  algorithms.find((algorithm) => headerOf(algorithm) === header.toLowerCase());

/** Whether it can be one at all: base64 of the right length. */
export const isWellFormed = (algorithm: Algorithm, value: string): boolean => {
  const bytes = Buffer.from(value, 'base64');
  return bytes.byteLength === sizes[algorithm] && bytes.toString('base64') === value;
};

export const checksumHeaders = (checksum: Checksum | undefined): Record<string, string> =>
  checksum ? { [headerOf(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type } : {};

export const checksumElements = (checksum: Checksum | undefined): Record<string, string> =>
  checksum ? { [elementOf(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type } : {};
