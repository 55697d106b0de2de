import type { UnfinishedWrite } from '../driver.ts';
import type { Bucket } from './bucket.ts';
import { prefixIn } from './s3-uri.ts';

/** Uploads in parts that were neither completed nor aborted, a thousand a request. How much of each is there, parts alone tell. */
export async function* unfinished(bucket: Bucket, prefix: string): AsyncIterable<UnfinishedWrite> {
  const { client, sdk, settings } = bucket;
  const own = prefixIn(settings);
  let from: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const command = new sdk.ListMultipartUploadsCommand({ Bucket: settings.s3, Prefix: own + prefix, ...from });
    const page = await bucket.ask('list', prefix, () => client.send(command));
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      const key = Key!.slice(own.length);
      yield {
        key,
        size: null,
        ...(Initiated && { modified: Initiated.getTime() }),
        discard: () => abort(bucket, key, UploadId!),
      };
    }
    if (!page.IsTruncated || !page.NextKeyMarker) return;
    from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker! };
  }
}

async function abort(bucket: Bucket, key: string, UploadId: string): Promise<void> {
  const command = new bucket.sdk.AbortMultipartUploadCommand({ ...bucket.at(key), UploadId });
  await bucket.ask('remove', key, () => bucket.client.send(command));
}
