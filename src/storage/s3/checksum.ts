import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Bucket } from './bucket.ts';
import { uploadDamaged } from './errors.ts';
import { placeIn } from './s3-uri.ts';

/** A checksum that goes with bytes, so that the server finds out whether they came as they were sent. */
export interface Checksum {
  readonly ChecksumCRC32?: string;
  readonly ContentMD5?: string;
}

/** As S3 writes it. */
export function crc32Of(bytes: Uint8Array): string {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(crc32(bytes));
  return four.toString('base64');
}

/**
 * A checksum; for servers that don't know it an MD5, which all of them do. Without TLS neither is needed there: the
 * signature has the SHA-256 of what is sent.
 */
export function checksumOf({ knowsChecksums, settings }: Bucket, bytes: Uint8Array): Checksum {
  if (knowsChecksums) return { ChecksumCRC32: crc32Of(bytes) };
  if (settings.endpoint?.startsWith('http:')) return {};
  return { ContentMD5: createHash('md5').update(bytes).digest('base64') };
}

/** Servers also say what they have made of what has come. */
export function verifyChecksum(bucket: Bucket, key: string, sent: Checksum, { ChecksumCRC32: said }: Checksum): void {
  if (said === undefined || sent.ChecksumCRC32 === undefined || said === sent.ChecksumCRC32) return;
  throw uploadDamaged(placeIn(bucket.settings, key), sent.ChecksumCRC32, said);
}
