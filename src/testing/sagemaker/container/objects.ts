import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { loadSdk } from '../../../storage/s3/sdk.ts';
import { pages } from '../../../values/pages.ts';
import type { SageMakerOptions } from '../sagemaker-options.ts';
import { below } from './folder.ts';

/** The objects that jobs read from buckets and write to them. */
export class Objects {
  readonly #place: SageMakerOptions['s3'];
  #client: S3Client | undefined;

  constructor(place: SageMakerOptions['s3']) {
    this.#place = place;
  }

  /** Everything whose key begins so, below a folder. */
  async download(uri: string, folder: string, mayBeNone = false): Promise<void> {
    const { Bucket, Key: Prefix } = placeOf(uri);
    const { ListObjectsV2Command, GetObjectCommand } = loadSdk();
    const client = this.#open();
    let count = 0;
    const listed = pages(
      (ContinuationToken?: string) => client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken })),
      (page) => page.NextContinuationToken,
    );
    for await (const { Contents = [] } of listed) {
      for (const { Key } of Contents) {
        count += 1;
        const file = below(folder, nameBelow(Prefix, Key!));
        // A name that ends so is a folder of the console, and holds nothing.
        if (file.endsWith('/')) continue;
        await mkdir(path.dirname(file), { recursive: true });
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        await pipeline(Body as Readable, createWriteStream(file));
      }
    }
    if (count === 0 && !mayBeNone) {
      throw new Error(
        `No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket exists in the selected region, that objects exist under that S3 prefix, and that the role has "s3:ListBucket" permissions on bucket "${Bucket}".`,
      );
    }
  }

  /** Everything in a folder, under the keys that begin so. */
  async upload(folder: string, uri: string): Promise<void> {
    const { Bucket, Key } = placeOf(uri);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(folder, file).split(path.sep).join('/');
      await this.#put(file, Bucket, Key === '' ? name : `${Key.replace(/\/$/, '')}/${name}`);
    }
  }

  async uploadFile(file: string, uri: string): Promise<void> {
    const { Bucket, Key } = placeOf(uri);
    await this.#put(file, Bucket, Key);
  }

  close(): void {
    this.#client?.destroy();
  }

  async #put(file: string, Bucket: string, Key: string): Promise<void> {
    const { PutObjectCommand } = loadSdk();
    const { size } = await stat(file);
    await this.#open().send(new PutObjectCommand({ Bucket, Key, Body: createReadStream(file), ContentLength: size }));
  }

  #open(): S3Client {
    if (!this.#place) throw new Error('This server was started without S3.');
    const { endpoint, region, credentials } = this.#place;
    const { S3Client } = loadSdk();
    this.#client ??= new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    return this.#client;
  }
}

function placeOf(uri: string): { readonly Bucket: string; readonly Key: string } {
  const [, Bucket, Key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  if (Bucket === undefined) throw new Error(`${uri} is no address of the form s3://<bucket>/<key>.`);
  return { Bucket, Key };
}

/** `a/b/` and `a/b` hold `a/b/c` as `c`; `a/b` holds itself as `b`, and `a/bc` as `bc`. */
function nameBelow(prefix: string, key: string): string {
  const rest = key.slice(prefix.length);
  if (prefix === '' || prefix.endsWith('/')) return rest;
  return rest.startsWith('/') ? rest.slice(1) : prefix.slice(prefix.lastIndexOf('/') + 1) + rest;
}
