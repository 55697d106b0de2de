import type { ObjectMetadata } from '../object-metadata.ts';
import type { ByteRange, StorageDriver, UnfinishedWrite } from '../driver.ts';
import type { Bucket } from './bucket.ts';
import { placeIn } from './s3-uri.ts';
import { checkSdk } from './sdk.ts';
import type { S3Settings } from './settings.ts';

interface Open {
  readonly bucket: Bucket;
  readonly upload: typeof import('./upload.ts').upload;
  readonly download: typeof import('./download.ts').download;
  readonly uploadFile: typeof import('./file.ts').uploadFile;
}

/** Keeps every key as an object of a bucket. Nothing is loaded before the first request. */
export class S3Driver implements StorageDriver {
  readonly kind = 's3';
  readonly #settings: S3Settings;
  #opening: Promise<Open> | undefined;

  constructor(settings: S3Settings) {
    this.#settings = settings;
  }

  /** Says what is missing on this machine, without a request. */
  check(): void {
    checkSdk();
  }

  place(key: string): string {
    return placeIn(this.#settings, key);
  }

  /** Where the bucket is, if its server says so; that it is there, and that these credentials may know it. */
  async region(): Promise<string | undefined> {
    const { bucket } = await this.#open();
    return bucket.region();
  }

  async put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>, about?: ObjectMetadata): Promise<void> {
    const { bucket, upload } = await this.#open();
    await upload(bucket, key, content, about);
  }

  async putFile(key: string, path: string, about?: ObjectMetadata): Promise<void> {
    const { bucket, uploadFile } = await this.#open();
    await uploadFile(bucket, key, path, about);
  }

  async presign(key: string, { seconds }: { readonly seconds: number }): Promise<string> {
    const { bucket } = await this.#open();
    return bucket.presign(key, seconds);
  }

  async get(key: string): Promise<Uint8Array> {
    const { bucket, download } = await this.#open();
    return bucket.reading(async () => {
      const pieces: Uint8Array[] = [];
      for await (const piece of download(bucket, key)) pieces.push(piece);
      return Buffer.concat(pieces);
    });
  }

  async *stream(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const { bucket, download } = await this.#open();
    yield* download(bucket, key, range);
  }

  async size(key: string): Promise<number | undefined> {
    const { bucket } = await this.#open();
    return (await bucket.head(key))?.size;
  }

  async modified(key: string): Promise<number | undefined> {
    const { bucket } = await this.#open();
    return (await bucket.head(key))?.modified;
  }

  async remove(key: string): Promise<void> {
    const { bucket } = await this.#open();
    await bucket.remove(key);
  }

  async *list(prefix: string): AsyncIterable<string> {
    const { bucket } = await this.#open();
    yield* bucket.list(prefix);
  }

  async *unfinished(prefix: string): AsyncIterable<UnfinishedWrite> {
    const [{ bucket }, { unfinished }] = await Promise.all([this.#open(), import('./multipart.ts')]);
    yield* unfinished(bucket, prefix);
  }

  #open(): Promise<Open> {
    return (this.#opening ??= open(this.#settings));
  }
}

async function open(settings: S3Settings): Promise<Open> {
  const [{ Bucket }, { upload }, { download }, { uploadFile }] = await Promise.all([
    import('./bucket.ts'),
    import('./upload.ts'),
    import('./download.ts'),
    import('./file.ts'),
  ]);
  return { bucket: new Bucket(settings), upload, download, uploadFile };
}
