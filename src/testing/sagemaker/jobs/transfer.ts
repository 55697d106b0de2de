import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../../errors.ts';
import type { Folder } from '../container/folder.ts';
import type { Objects } from '../container/objects.ts';
import { packModel } from '../container/tarball.ts';
import type { Job } from './job.ts';

/** Why a job's data could not be brought or taken, in the words that its description has. */
export class TransferFailed extends Error {}

async function trying<T>(what: 'download' | 'upload', action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new TransferFailed(`Data ${what} failed:${messageOf(error)}`, { cause: error });
  }
}

/** Brings what a job's container is to find. */
export const bring = (job: Job, folder: Folder, objects: Objects): Promise<void> =>
  trying('download', async () => {
    for (const [uri, inside] of inputsOf(job)) await objects.download(uri, folder.at(inside));
    const kept = checkpointsOf(job);
    if (kept) await objects.download(kept.uri, folder.at(kept.inside), true);
  });

/** Takes what a training job wants to find again when it is interrupted. */
export const takeCheckpoints = (job: Job, folder: Folder, objects: Objects): Promise<void> =>
  trying('upload', async () => {
    const kept = checkpointsOf(job);
    if (kept) await objects.upload(folder.at(kept.inside), kept.uri);
  });

function checkpointsOf({ requested }: Job): { readonly uri: string; readonly inside: string } | undefined {
  const settings = requested.kind === 'training' ? requested.request.CheckpointConfig : undefined;
  return settings && { uri: settings.S3Uri!, inside: settings.LocalPath ?? '/opt/ml/checkpoints' };
}

/** Takes away what it has left, and gives the address of its model. */
export const take = (job: Job, folder: Folder, objects: Objects): Promise<string | undefined> =>
  trying('upload', async () => {
    const { kind, request } = job.requested;
    if (kind === 'training') return await takeModel(job.name, request.OutputDataConfig!, folder, objects);
    for (const { S3Output } of request.ProcessingOutputConfig?.Outputs ?? []) {
      if (S3Output?.LocalPath) await objects.upload(folder.at(S3Output.LocalPath), S3Output.S3Uri!);
    }
    return undefined;
  });

function inputsOf({ requested }: Job): [uri: string, inside: string][] {
  if (requested.kind === 'processing') {
    return (requested.request.ProcessingInputs ?? []).flatMap(({ S3Input }) =>
      S3Input?.LocalPath ? [[S3Input.S3Uri!, S3Input.LocalPath] as [string, string]] : [],
    );
  }
  return (requested.request.InputDataConfig ?? []).map(({ ChannelName, DataSource }) => [
    DataSource!.S3DataSource!.S3Uri!,
    `/opt/ml/input/data/${ChannelName}`,
  ]);
}

async function takeModel(
  name: string,
  { S3OutputPath, CompressionType }: { S3OutputPath?: string | undefined; CompressionType?: string | undefined },
  folder: Folder,
  objects: Objects,
): Promise<string> {
  const model = folder.at('/opt/ml/model');
  const base = `${S3OutputPath!.replace(/\/$/, '')}/${name}/output`;
  const isArchive = CompressionType !== 'NONE';
  const uri = isArchive ? `${base}/model.tar.gz` : `${base}/model`;
  // Most of our own jobs leave none: they shouldn't pay for an empty archive.
  if (!existsSync(model) || readdirSync(model).length === 0) return uri;
  if (!isArchive) await objects.upload(model, uri);
  else {
    const file = path.join(folder.path, 'model.tar.gz');
    await packModel(model, file);
    await objects.uploadFile(file, uri);
  }
  return uri;
}
