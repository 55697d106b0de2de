import { PutObjectCommand } from '@aws-sdk/client-s3';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { actAs, client, freshBucket, hasS3 } from '../support/s3.ts';

const objects = 10_000;
const inFlight = 64;

/** Objects a second, by the storage layer and by a loop around the SDK, in turns: the server gets slower as it fills. */
export async function buckets(): Promise<{ layer: number; bare: number } | undefined> {
  if (!hasS3) return undefined;
  actAs();
  const rates: { layer: number[]; bare: number[] } = { layer: [], bare: [] };
  for (let round = 0; round < 3; round++) {
    rates.bare.push(await bare());
    rates.layer.push(await layer());
  }
  const median = (list: number[]): number => list.toSorted((a, b) => a - b)[1]!;
  return { layer: median(rates.layer), bare: median(rates.bare) };
}

async function layer(): Promise<number> {
  const driver = new S3Driver({ ...(await freshBucket()), requests: inFlight });
  return rate((key, body) => driver.put(key, body), objects);
}

/** As many loops as requests may be under way: the SDK's own sockets are fewer. */
async function bare(): Promise<number> {
  const { s3: Bucket } = await freshBucket();
  const sdk = client(inFlight);
  return rate((Key, Body) => sdk.send(new PutObjectCommand({ Bucket, Key, Body })), inFlight);
}

async function rate(put: (key: string, body: Uint8Array) => Promise<unknown>, loops: number): Promise<number> {
  const body = Buffer.alloc(1024, 'clew');
  await put('warm', body);
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: loops }, async () => {
      while (next < objects) await put(`p/Train/cr-${next++}/output.json`, body);
    }),
  );
  return objects / ((performance.now() - start) / 1000);
}
