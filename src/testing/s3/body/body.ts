import { createHash } from 'node:crypto';
import { type Algorithm, hasher, headerOf } from '../checksums/algorithms.ts';
import type { Asked } from '../http/parse-request.ts';
import { Refusal } from '../http/refusal.ts';
import type { Authorized } from '../../aws/signature/authorize.ts';
import { ChunkSigner } from './chunk-signer.ts';
import { dechunked } from './chunked.ts';
import { type Expected, expectedChecksum, expectedMd5, wellFormed } from './expected.ts';

/** The largest that one request may bring. */
const largest = 5 * 1024 ** 3;

/** The facts that were found out while a body was read to its end, and checked. */
export interface Received {
  readonly size: number;
  /** In hexadecimal. */
  readonly md5: string;
  /** Base64. */
  readonly checksum: string;
}

const isStreaming = (payload: string): boolean => payload.startsWith('STREAMING-');
const payloads = new Set([
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

/** A request's body. What its headers say of it is checked at once, what it holds while it is read. */
export class Body {
  /** The checksum that its headers announce. */
  readonly expected: Expected | undefined;
  readonly #size: number;
  readonly #md5: string | undefined;
  readonly #authorized: Authorized;
  readonly #wire: () => AsyncIterable<Uint8Array>;
  #trailer: string | undefined;

  /** `wire` begins to read. */
  constructor(asked: Asked, authorized: Authorized, wire: () => AsyncIterable<Uint8Array>) {
    const { headers } = asked;
    const { payload } = authorized;
    if (!payloads.has(payload) && !/^[\da-f]{64}$/.test(payload)) {
      const names = [...payloads].join(', ');
      throw new Refusal(
        'InvalidArgument',
        { ArgumentName: 'x-amz-content-sha256', ArgumentValue: payload },
        `x-amz-content-sha256 must be ${names} or a valid sha256 value.`,
      );
    }
    const length = isStreaming(payload) ? headers['x-amz-decoded-content-length'] : headers['content-length'];
    if (length === undefined && headers['transfer-encoding'] !== undefined && !isStreaming(payload)) {
      throw new Refusal('NotImplemented', { Header: 'Transfer-Encoding' });
    }
    if (length !== undefined && !/^\d+$/.test(length)) throw new Refusal('InvalidArgument');
    if (length === undefined && (isStreaming(payload) || (asked.method === 'PUT' && asked.key !== undefined))) {
      throw new Refusal('MissingContentLength');
    }
    this.#size = Number(length ?? 0);
    if (this.#size > largest) {
      throw new Refusal('EntityTooLarge', { ProposedSize: this.#size, MaxSizeAllowed: largest });
    }
    this.expected = expectedChecksum(asked);
    this.#md5 = expectedMd5(asked);
    this.#authorized = authorized;
    this.#wire = wire;
  }

  get size(): number {
    return this.#size;
  }

  /** Whether anything but its length protects it. */
  get hasDigest(): boolean {
    return this.expected !== undefined || this.#md5 !== undefined;
  }

  /** Passes the content on to `sink`, and tells what it was if all of it is as it was said to be. */
  async receive<T>(
    algorithm: Algorithm,
    sink: (content: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<Received & { kept: T }> {
    const { payload } = this.#authorized;
    const md5 = createHash('md5');
    const kept = hasher(algorithm);
    const { expected } = this;
    const checked = expected && (expected.algorithm === algorithm ? kept : hasher(expected.algorithm));
    const digest = /^[\da-f]{64}$/.test(payload) ? createHash('sha256') : undefined;
    let received: Received | undefined;
    const read = async function* (this: Body): AsyncGenerator<Uint8Array> {
      let size = 0;
      for await (const piece of this.#content()) {
        size += piece.byteLength;
        if (size > this.#size) throw new Refusal('IncompleteBody');
        md5.update(piece);
        kept.update(piece);
        if (checked && checked !== kept) checked.update(piece);
        digest?.update(piece);
        yield piece;
      }
      const sums = { size, md5: md5.digest('hex'), checksum: kept.digest().toString('base64') };
      this.#check(sums, checked === kept ? sums.checksum : checked?.digest().toString('base64'), digest?.digest('hex'));
      received = sums;
    };
    const result = await sink(read.call(this));
    return { ...received!, kept: result };
  }

  #content(): AsyncIterable<Uint8Array> {
    const { payload } = this.#authorized;
    if (!isStreaming(payload)) return this.#wire();
    const signer = payload.startsWith('STREAMING-AWS4') ? new ChunkSigner(this.#authorized) : undefined;
    return dechunked(this.#wire(), signer, (name, value) => {
      if (this.expected && name === headerOf(this.expected.algorithm)) this.#trailer = value;
    });
  }

  #check({ size, md5 }: Received, checksum: string | undefined, digest: string | undefined): void {
    if (size !== this.#size) throw new Refusal('IncompleteBody');
    const { payload } = this.#authorized;
    if (digest !== undefined && digest !== payload) {
      throw new Refusal('XAmzContentSHA256Mismatch', {
        ClientComputedContentSHA256: payload,
        S3ComputedContentSHA256: digest,
      });
    }
    if (this.#md5 !== undefined && this.#md5 !== md5) {
      throw new Refusal('BadDigest', { ExpectedDigest: this.#md5, CalculatedDigest: md5 });
    }
    if (!this.expected) return;
    const { algorithm, value = this.#trailer } = this.expected;
    if (value === undefined) throw new Refusal('MalformedTrailerError');
    if (wellFormed(algorithm, value) !== checksum) {
      throw new Refusal('BadDigest', {}, `The ${algorithm} you specified did not match the calculated checksum.`);
    }
  }
}
