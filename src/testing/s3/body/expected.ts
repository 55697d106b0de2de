import { type Algorithm, algorithmOf, algorithmOfHeader, headerOf, isWellFormed } from '../checksums/algorithms.ts';
import type { Asked } from '../http/parse-request.ts';
import { Refusal } from '../http/refusal.ts';

/** The checksum of its body that a request announces. */
export interface Expected {
  readonly algorithm: Algorithm;
  /** Undefined where it comes behind the body. */
  readonly value: string | undefined;
}

const modifiers = new Set(['x-amz-checksum-mode', 'x-amz-checksum-algorithm', 'x-amz-checksum-type']);

/** Undefined where it says nothing. */
export function expectedChecksum({ headers }: Asked): Expected | undefined {
  const given = Object.keys(headers).filter((name) => name.startsWith('x-amz-checksum-') && !modifiers.has(name));
  const later = (headers['x-amz-trailer'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name.startsWith('x-amz-checksum-'));
  const [name, second] = [...given, ...later];
  const announced = headers['x-amz-sdk-checksum-algorithm'];
  if (name === undefined) {
    if (announced === undefined) return undefined;
    throw new Refusal(
      'InvalidRequest',
      {},
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (second !== undefined) {
    throw new Refusal(
      'InvalidRequest',
      {},
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const algorithm = algorithmOfHeader(name);
  if (!algorithm || (announced !== undefined && algorithmOf(announced) !== algorithm)) {
    throw new Refusal('InvalidRequest', {}, 'Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
  return { algorithm, value: given.length === 0 ? undefined : wellFormed(algorithm, headers[name]!) };
}

export function wellFormed(algorithm: Algorithm, value: string): string {
  if (isWellFormed(algorithm, value)) return value;
  throw new Refusal('InvalidRequest', {}, `Value for ${headerOf(algorithm)} header is invalid.`);
}

/** In hexadecimal. */
export function expectedMd5({ headers }: Asked): string | undefined {
  const given = headers['content-md5'];
  if (given === undefined) return undefined;
  const bytes = Buffer.from(given, 'base64');
  if (bytes.byteLength !== 16) throw new Refusal('InvalidDigest', { 'Content-MD5': given });
  return bytes.toString('hex');
}
