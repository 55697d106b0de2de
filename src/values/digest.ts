import { hash } from 'node:crypto';

/** `sha256:…` of bytes or of a text's UTF-8. */
export function digestOf(data: Uint8Array | string): string {
  return `sha256:${hash('sha256', data, 'hex')}`;
}

/** The first digits of a digest, as people are shown it. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 10);
}
