import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from '../http/refusal.ts';
import type { S3User } from '../s3-options.ts';
import { Bucket } from './bucket.ts';
import { Documents } from './documents.ts';
import type { BucketInfo } from './model.ts';

const validName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!xn--)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** All buckets. */
export class Store {
  readonly #folder: string | undefined;
  readonly #infos: Documents<BucketInfo>;
  readonly #buckets = new Map<string, Bucket>();

  constructor(folder?: string) {
    this.#folder = folder;
    if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#infos = new Documents(folder && path.join(folder, 'buckets'));
    for (const info of this.#infos.values()) this.#open(info);
  }

  /** A bucket that is there and his. */
  bucketOf(user: S3User, name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new Refusal('NoSuchBucket', { BucketName: name });
    if (bucket.info.owner !== user.accessKeyId) throw new Refusal('AccessDenied');
    return bucket;
  }

  bucketsOf(user: S3User): readonly BucketInfo[] {
    return [...this.#infos.values()]
      .filter(({ owner }) => owner === user.accessKeyId)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  has(name: string): boolean {
    return this.#buckets.has(name);
  }

  create(user: S3User, name: string): void {
    if (!validName.test(name)) throw new Refusal('InvalidBucketName', { BucketName: name });
    const there = this.#buckets.get(name);
    if (there) {
      const isOurs = there.info.owner === user.accessKeyId;
      throw new Refusal(isOurs ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists', { BucketName: name });
    }
    const info = { name, owner: user.accessKeyId, created: Date.now() };
    this.#open(info);
    this.#infos.set(name, info);
  }

  delete(user: S3User, name: string): void {
    const bucket = this.bucketOf(user, name);
    if (bucket.keys.size > 0) throw new Refusal('BucketNotEmpty', { BucketName: name });
    this.#infos.delete(name);
    this.#buckets.delete(name);
    const folder = this.#folderOf(name);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }

  #open(info: BucketInfo): void {
    this.#buckets.set(info.name, new Bucket(info, this.#folderOf(info.name)));
  }

  #folderOf(name: string): string | undefined {
    return this.#folder && path.join(this.#folder, 'content', name);
  }
}
