// One large file into an artifact or out of it, as `storage.store()` and `Artifact.stream()` do it; or the same by others.
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { drainInto } from '../../src/storage/drain.ts';
import { Artifacts } from '../../src/storage/artifacts.ts';
import { Layers } from '../../src/storage/layers.ts';
import type { ArtifactRef } from '../../src/storage/ref.ts';
import type { S3Settings } from '../../src/storage/s3/settings.ts';

const [way, bucket] = process.argv.slice(2) as [string, string | undefined];
const settings = bucket ? (JSON.parse(bucket) as S3Settings) : { folder: 'layer' };
const layers = new Layers({ layers: { local: settings }, default: 'local', home: '.' });
const artifacts = new Artifacts(layers);
const client = async (): Promise<S3Client> => (await import('../support/s3.ts')).client();
const named = (): { Bucket: string; Key: string } => ({ Bucket: (settings as S3Settings).s3, Key: 'sdk' });

const ways: Readonly<Record<string, () => unknown>> = {
  /** What a task returns: a stream, in the chunks that `cp` reads. */
  in: async () => {
    const options = { name: 'big.bin', prefix: `p/${process.pid}`, id: 'art-1', layer: 'local', label: 'big.bin' };
    const ref = await artifacts.write(createReadStream('source', { highWaterMark: 128 * 1024 }), options);
    writeFileSync('ref.json', JSON.stringify({ ...ref, blocks: null }));
  },
  /** As `clew artifacts get` does it. */
  out: async () => drainInto(artifacts.stream(kept()), 'copy'),
  forget: async () => layers.driver('local').remove(kept().key!),
  sdkIn: async () => {
    const { Upload } = await import('@aws-sdk/lib-storage');
    const params = { ...named(), Body: createReadStream('source', { highWaterMark: 128 * 1024 }) };
    await new Upload({ client: await client(), params, partSize: 8 * 1024 ** 2, queueSize: 4 }).done();
  },
  sdkOut: async () => {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const { Body } = await (await client()).send(new GetObjectCommand(named()));
    await pipeline(Body as Readable, createWriteStream('copy'));
  },
  /** The least that a digest takes. */
  hash: () => {
    const file = openSync('source', 'r');
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(128 * 1024);
    for (let read; (read = readSync(file, piece, 0, piece.byteLength, null)) > 0;) hash.update(piece.subarray(0, read));
    hash.digest('hex');
    closeSync(file);
  },
};

const kept = (): ArtifactRef => JSON.parse(readFileSync('ref.json', 'utf8')) as ArtifactRef;

const before = process.memoryUsage.rss();
const start = performance.now();
await ways[way]!();
const ms = performance.now() - start;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const cpu = (userCPUTime + systemCPUTime) / 1000;
process.stderr.write(`\n${JSON.stringify({ ms, cpu, mb: maxRSS / 1024, before: before / 1024 ** 2 })}\n`);
