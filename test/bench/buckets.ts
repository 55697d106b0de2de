import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { actAs, client, freshBucket, hasS3 } from '../support/s3.ts';
import { median, numberFrom } from './measure.ts';

const objects = numberFrom('CLEW_BENCH_OBJECTS', 10_000);
const rounds = numberFrom('CLEW_BENCH_ROUNDS', 3);
const inFlight = 64;

/** Of one round: how fast, and how much of a core each object took in this process. */
interface Rate {
  readonly perSecond: number;
  readonly cpu: number;
}

export interface BucketRates {
  readonly objects: number;
  readonly layer: Rate;
  readonly bare: Rate;
}

/** Objects by the storage layer and by a loop around the SDK, in turns: the server gets slower as it fills. */
export async function buckets(): Promise<BucketRates | undefined> {
  if (!hasS3) return undefined;
  actAs();
  const [layers, bares]: [Rate[], Rate[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    bares.push(await bare());
    layers.push(await layer());
  }
  const middle = (rates: readonly Rate[]): Rate => ({
    perSecond: median(rates.map(({ perSecond }) => perSecond)),
    cpu: median(rates.map(({ cpu }) => cpu)),
  });
  return { objects, layer: middle(layers), bare: middle(bares) };
}

/** All are asked for at once: how many are under way is the layer's business. */
async function layer(): Promise<Rate> {
  const driver = new S3Driver({ ...(await freshBucket()), requests: inFlight });
  const about = (body: Uint8Array) => ({
    componentRun: 'cr-0123456789',
    name: 'output',
    digest: `sha256:${createHash('sha256').update(body).digest('hex')}`,
    mediaType: 'application/json',
  });
  return rate((key, body) => driver.put(key, body, about(body)), objects);
}

/** As many loops as requests may be under way: the SDK's own sockets are fewer. */
async function bare(): Promise<Rate> {
  const { s3: Bucket } = await freshBucket();
  const sdk = client(inFlight);
  return rate((Key, Body) => sdk.send(new PutObjectCommand({ Bucket, Key, Body })), inFlight);
}

async function rate(put: (key: string, body: Uint8Array) => Promise<unknown>, loops: number): Promise<Rate> {
  const body = Buffer.alloc(1024, 'clew');
  await put('warm', body);
  let next = 0;
  const [start, busy] = [performance.now(), process.cpuUsage()];
  await Promise.all(
    Array.from({ length: loops }, async () => {
      while (next < objects) await put(`p/Train/cr-${next++}/output.json`, body);
    }),
  );
  const { user, system } = process.cpuUsage(busy);
  return { perSecond: objects / ((performance.now() - start) / 1000), cpu: (user + system) / objects };
}
