import { describe, expect, it } from 'vitest';
import { mediaTypeOf } from '../../src/storage/object-metadata.ts';
import { inlineLimit } from '../../src/storage/writer.ts';
import type { ObjectMetadata } from '../../src/storage/object-metadata.ts';
import { storageBench } from './bench.ts';

describe('metadata of stored objects', () => {
  it('name the component run that made the artifact', async () => {
    const bench = await storageBench();
    const driver = bench.layers.driver('ram');
    const put = driver.put.bind(driver);
    const told: (ObjectMetadata | undefined)[] = [];
    Object.assign(driver, {
      put: (key: string, content: Uint8Array, about?: ObjectMetadata) => {
        told.push(about);
        return put(key, content, about);
      },
    });
    const layer = bench.bound('ram');
    const handle = await layer.store('weights', Buffer.alloc(10));
    async function* stream(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 10; i++) yield Buffer.alloc(inlineLimit);
    }
    await layer.store('large.parquet', stream());
    await layer.finish({ a: 1 });
    expect(told).toEqual([
      { componentRun: 'cr-1', name: 'weights', digest: handle.digest, mediaType: 'application/octet-stream' },
      // Of a stream the digest is known when it is over.
      { componentRun: 'cr-1', name: 'large.parquet', mediaType: 'application/vnd.apache.parquet' },
      { componentRun: 'cr-1', name: 'output', digest: expect.any(String), mediaType: 'application/json' },
    ]);
  });

  it('have a media type that follows the extension of the key', () => {
    expect(['a/b.JSON', 'x.png', 'a.b/none', 'model.bin'].map(mediaTypeOf)).toEqual([
      'application/json',
      'image/png',
      'application/octet-stream',
      'application/octet-stream',
    ]);
  });
});
