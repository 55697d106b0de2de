import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Server } from '../../src/testing/index.ts';

/** What an older Clew has left: its files by their paths in the project, and the objects of its bucket. */
export interface Archive {
  /** The folder that the project was in. */
  readonly folder: string;
  /** In base64. */
  readonly files: Readonly<Record<string, string>>;
  readonly objects: Readonly<Record<string, StoredObject>>;
}

interface StoredObject {
  readonly body: string;
  readonly type: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export const readArchive = (file: string): Archive => JSON.parse(gunzipSync(readFileSync(file)).toString()) as Archive;

export const writeArchive = (file: string, archive: Archive): void =>
  writeFileSync(file, gzipSync(JSON.stringify(archive), { level: 9 }));

export function packFiles(folder: string, isKept: (file: string) => boolean): Archive['files'] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => isKept(file) && statSync(path.join(folder, file)).isFile(),
  );
  return Object.fromEntries(files.toSorted().map((file) => [file, readFileSync(path.join(folder, file), 'base64')]));
}

export function unpackFiles({ files }: Archive, folder: string): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), Buffer.from(content, 'base64'));
  }
}

/** Gives the SDK, as the owner of that server's buckets. */
export function clientOf({ endpoint, credentials }: S3Server): S3Client {
  const { accessKeyId, secretAccessKey } = credentials;
  const options = { endpoint, region: 'us-east-1', forcePathStyle: true };
  return new S3Client({ ...options, credentials: { accessKeyId, secretAccessKey } });
}

export async function packObjects(client: S3Client, bucket: string): Promise<Archive['objects']> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  const objects: Record<string, StoredObject> = {};
  for (const { Key: key } of Contents) {
    const {
      Body,
      ContentType: type,
      Metadata = {},
    } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key! }));
    objects[key!] = { body: await Body!.transformToString('base64'), type, metadata: Metadata };
  }
  return objects;
}

export async function unpackObjects({ objects }: Archive, client: S3Client, bucket: string): Promise<void> {
  for (const [Key, { body, type, metadata }] of Object.entries(objects)) {
    const options = { ContentType: type, Metadata: metadata };
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.from(body, 'base64'), ...options }));
  }
}
