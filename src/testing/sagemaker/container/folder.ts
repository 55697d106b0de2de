import { isUtf8 } from 'node:buffer';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Job } from '../jobs/job.ts';
import { atExit } from './at-exit.ts';

const optMl = '/opt/ml';

/** The longest that a container may say about how it ended, in bytes. */
const longest = 1024;

/** A container has said something that can't be read. */
export class NotText extends Error {
  constructor(file: string) {
    super(`The file ${optMl}/output/${file} is not encoded in UTF-8.`);
  }
}

/** A folder of this machine that stands for a container's `/opt/ml`. */
export class Folder {
  readonly path: string;
  readonly #isOver: () => void;

  constructor() {
    this.path = mkdtempSync(path.join(tmpdir(), 'clew-container-'));
    this.#isOver = atExit(() => this.remove());
  }

  /** Where on this machine a path of the container is. */
  at(inside: string): string {
    return path.join(this.path, path.relative(optMl, inside));
  }

  /** A text with paths of the container, as this machine has them. */
  translate(text: string): string {
    return text.replaceAll(/(?<![\w.-])\/opt\/ml(?=\/|$)/g, this.path);
  }

  /** What a container finds when it starts, as documented, besides its data. */
  prepare(job: Job): void {
    const { requested } = job;
    if (requested.kind === 'processing') {
      this.#write('config/resourceconfig.json', { current_host: 'algo-1', hosts: ['algo-1'] });
      const { Tags: _, ...request } = requested.request;
      this.#write('config/processingjobconfig.json', { ProcessingJobArn: job.arn, ...request });
      mkdirSync(this.at('/opt/ml/processing'));
      mkdirSync(this.at('/opt/ml/output'));
      for (const { S3Output } of requested.request.ProcessingOutputConfig?.Outputs ?? []) {
        if (S3Output?.LocalPath) mkdirSync(this.at(S3Output.LocalPath), { recursive: true });
      }
      return;
    }
    const { request } = requested;
    const type = job.instance.type;
    this.#write('input/config/resourceconfig.json', {
      current_host: 'algo-1',
      current_instance_type: type,
      current_group_name: 'homogeneousCluster',
      hosts: ['algo-1'],
      instance_groups: [{ instance_group_name: 'homogeneousCluster', instance_type: type, hosts: ['algo-1'] }],
      network_interface_name: 'eth0',
    });
    this.#write('input/config/hyperparameters.json', request.HyperParameters ?? {});
    const channels = (request.InputDataConfig ?? []).map(({ ChannelName, ContentType, InputMode, DataSource }) => [
      ChannelName,
      {
        ...(ContentType !== undefined && { ContentType }),
        TrainingInputMode: InputMode ?? request.AlgorithmSpecification!.TrainingInputMode,
        S3DistributionType: DataSource!.S3DataSource!.S3DataDistributionType ?? 'FullyReplicated',
        RecordWrapperType: 'None',
      },
    ]);
    this.#write('input/config/inputdataconfig.json', Object.fromEntries(channels) as object);
    const checkpoints = request.CheckpointConfig?.LocalPath?.slice('/opt/ml/'.length) ?? 'checkpoints';
    for (const name of ['model', 'output/data', checkpoints])
      mkdirSync(path.join(this.path, name), { recursive: true });
  }

  /** What the container has left there to be told; undefined where it said nothing. */
  said(file: 'message' | 'failure'): string | undefined {
    const source = path.join(this.path, 'output', file);
    if (!existsSync(source)) return undefined;
    const bytes = readFileSync(source);
    if (!isUtf8(bytes)) throw new NotText(file);
    // A character that was cut in two is left out.
    return new TextDecoder().decode(bytes.subarray(0, longest), { stream: true });
  }

  remove(): void {
    this.#isOver();
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }

  #write(name: string, content: object): void {
    const file = path.join(this.path, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  }
}
