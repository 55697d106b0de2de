import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Algorithm, algorithms, checksumOf, hasher, isCrc } from '../../src/testing/s3/checksums/algorithms.ts';
import { combineCrc } from '../../src/testing/s3/checksums/combine.ts';

/** Published check values of the text `123456789`. */
it.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
] as const)('checksums of S3: %s of the standard check text', (algorithm, hex) => {
  expect(Buffer.from(checksumOf(algorithm, Buffer.from('123456789')), 'base64').toString('hex')).toBe(hex);
});

interface SdkHash {
  update(bytes: Uint8Array): void;
  digest(): Promise<Uint8Array>;
}
const sdk = createRequire(import.meta.url)('@aws-sdk/checksums/crc') as Record<string, new () => SdkHash>;

describe('checksums of S3', () => {
  it.each([
    ['CRC32C', 'Crc32cJs'],
    ['CRC64NVME', 'Crc64NvmeJs'],
  ] as const)('equal those of the SDK: %s', async (algorithm, name) => {
    const Hash = sdk[name] ?? Object.entries(sdk).find(([one]) => new RegExp(algorithm, 'i').test(one))![1];
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        const hash = new Hash();
        hash.update(bytes);
        expect(checksumOf(algorithm, bytes)).toBe(Buffer.from(await hash.digest()).toString('base64'));
      }),
    );
  });

  it('are the same in one piece and in many', () => {
    fc.assert(
      fc.property(fc.constantFrom(...algorithms), fc.array(fc.uint8Array({ maxLength: 50 })), (algorithm, pieces) => {
        const hash = hasher(algorithm);
        for (const piece of pieces) hash.update(piece);
        expect(hash.digest().toString('base64')).toBe(checksumOf(algorithm, Buffer.concat(pieces)));
      }),
    );
  });

  it('of two texts are combined from those of each', () => {
    const bytes = fc.uint8Array({ maxLength: 2000 });
    const sum = (algorithm: Algorithm, text: Uint8Array): Buffer => Buffer.from(checksumOf(algorithm, text), 'base64');
    fc.assert(
      fc.property(fc.constantFrom(...algorithms.filter(isCrc)), bytes, bytes, (algorithm, a, b) => {
        const joined = combineCrc(algorithm, sum(algorithm, a), sum(algorithm, b), b.byteLength);
        expect(joined.equals(sum(algorithm, Buffer.concat([a, b])))).toBe(true);
      }),
    );
  });
});
