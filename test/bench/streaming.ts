import { closeSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { dirname, isAbsolute, join } from 'node:path';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { rolldown } from 'rolldown';
import { client, credentials, freshBucket, hasS3 } from '../support/s3.ts';
import { BenchProject, type Measured, here, measure, median, numberFrom, repository, timeProcess } from './measure.ts';

export interface StreamingRow {
  readonly name: string;
  readonly ms: number;
  /** The same by `cp`, or by the SDK alone, in turns. */
  readonly floor: number;
  /** The digest of the same bytes alone. */
  readonly hash: number;
  readonly mbPerSecond: number;
  /** Peak memory. */
  readonly mb: number;
  /** Before the first byte. */
  readonly before: number;
}

interface Round {
  readonly ours: Measured & { readonly before: number };
  readonly floor: number;
  readonly hash: number;
}

const megabytes = numberFrom('CLEW_BENCH_MB', 1024);
const rounds = numberFrom('CLEW_BENCH_ROUNDS', 3);

/** Read as ours, it finds what belongs to us. */
const bundled = join(repository, 'node_modules/.cache/clew-bench/streaming-child.js');

/** As users get it: Node's reader of TypeScript takes memory of its own, in each of the threads. */
async function bundle(): Promise<void> {
  const build = await rolldown({
    input: join(here, 'streaming-child.ts'),
    platform: 'node',
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
  });
  await build.write({ dir: dirname(bundled), format: 'esm' });
  await build.close();
}

/** A large file into an artifact and out of it again, digested both times. Ours and the floor take turns. */
export async function streaming(): Promise<StreamingRow[]> {
  using project = new BenchProject();
  const { folder } = project;
  await bundle();
  fill(join(folder, 'source'), megabytes);
  return [...inFolder(folder), ...(hasS3 ? await inBucket(folder) : [])];
}

function inFolder(folder: string): StreamingRow[] {
  const copy = process.platform === 'linux' ? ['--reflink=never'] : [];
  const [into, out]: [Round[], Round[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    forget(folder, 'layer');
    settle();
    const floor = timeProcess('cp', [...copy, 'source', 'cp'], folder);
    forget(folder, 'cp');
    const hash = child('hash', folder).ms;
    settle();
    into.push({ ours: child('in', folder), floor, hash });
    settle();
    const floorOut = timeProcess('cp', [...copy, layerFile(folder), 'cp'], folder);
    forget(folder, 'cp');
    settle();
    out.push({ ours: child('out', folder), floor: floorOut, hash });
    forget(folder, 'copy');
  }
  forget(folder, 'layer');
  return [row('a file into an artifact', into), row('out of it into a file', out)];
}

/** The only file that it has. */
const layerFile = (folder: string): string =>
  readdirSync(join(folder, 'layer'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('layer', name))
    .find((name) => statSync(join(folder, name)).isFile())!;

/**
 * A machine in the cloud gives memory back to its host when it was free for some seconds, and gets it again as slowly as
 * its host likes: none of them is to find what the one before it has left.
 */
function settle(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.min(7000, megabytes * 5));
}

/** One object at a time, and time to forget it: servers for tests have their bytes in memory. */
async function inBucket(folder: string): Promise<StreamingRow[]> {
  Object.assign(process.env, credentials());
  const settings = await freshBucket();
  const bucket = JSON.stringify(settings);
  const [into, out]: [Round[], Round[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    const hash = child('hash', folder).ms;
    const floorIn = child('sdkIn', folder, bucket).ms;
    const floorOut = child('sdkOut', folder, bucket).ms;
    await client().send(new DeleteObjectCommand({ Bucket: settings.s3, Key: 'sdk' }));
    forget(folder, 'copy');
    settle();
    into.push({ ours: child('in', folder, bucket), floor: floorIn, hash });
    out.push({ ours: child('out', folder, bucket), floor: floorOut, hash });
    child('forget', folder, bucket);
    forget(folder, 'copy');
    settle();
  }
  return [row('a file into an artifact in S3', into), row('out of it into a file', out)];
}

const child = (way: string, folder: string, ...bucket: string[]): Measured & { readonly before: number } =>
  measure(bundled, [way, ...bucket], folder) as Measured & { readonly before: number };

const forget = (folder: string, name: string): void => rmSync(join(folder, name), { recursive: true, force: true });

function row(name: string, measured: readonly Round[]): StreamingRow {
  const ms = median(measured.map(({ ours }) => ours.ms));
  return {
    name: `${megabytes} MB: ${name}`,
    ms,
    floor: median(measured.map(({ floor }) => floor)),
    hash: median(measured.map(({ hash }) => hash)),
    mbPerSecond: (1000 * megabytes) / ms,
    mb: Math.max(...measured.map(({ ours }) => ours.mb)),
    before: median(measured.map(({ ours }) => ours.before)),
  };
}

/** What no file system can make small. */
function fill(file: string, size: number): void {
  const part = randomFillSync(Buffer.alloc(1024 ** 2));
  const handle = openSync(file, 'w');
  for (let i = 0; i < size; i++) {
    part.writeUInt32LE(i);
    writeSync(handle, part);
  }
  closeSync(handle);
}
