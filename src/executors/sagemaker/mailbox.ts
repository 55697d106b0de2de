import path from 'node:path';
import type { TaskJob, TaskResult } from '../../runtime/job.ts';
import { KeyTaken } from '../../storage/s3/errors.ts';
import type { StorageDriver } from '../../storage/driver.ts';
import { BytesMissing } from '../../storage/errors.ts';
import { encode } from '../../values/encode.ts';
import { decode } from '../../values/special-values.ts';
import type { DriverNotes } from './driver-notes.ts';
import { documentUnreadable, imageVersionDiffers, resultRefused, secretsStay } from './errors.ts';

/** The document that a container is sent: all that it needs to run its jobs, but for the code. No secrets are in it. */
export interface JobDocument {
  /** The version of Clew that wrote it. */
  readonly clew: string;
  /** The name of the SageMaker job. */
  readonly name: string;
  /** The profile of the settings that it opens. */
  readonly profile: string;
  /** Settings that lie over those of the profile. */
  readonly overrides?: object | undefined;
  /** The layer whose bucket the mailbox is in. */
  readonly layer: string;
  readonly notes?: DriverNotes | undefined;
  /** Their modules are relative to the project's root. */
  readonly jobs: readonly TaskJob[];
}

/** The answer to one of the jobs of a document. */
interface ResultDocument {
  readonly clew: string;
  readonly name: string;
  readonly componentRun: string;
  readonly result: TaskResult;
}

/** The folder of all mailboxes in a layer, beside those of projects. */
export const mailboxes = '.jobs/';

/** The part of the bucket that one SageMaker job has: what it is sent, and what comes back. Both ends use this. */
export class Mailbox {
  readonly #driver: StorageDriver;
  readonly #name: string;

  /** `name`: of the SageMaker job. */
  constructor(driver: StorageDriver, name: string) {
    this.#driver = driver;
    this.#name = name;
  }

  /** The beginning of all of its keys. */
  get key(): string {
    return `${mailboxes}${this.#name}/`;
  }

  /** The S3 address. */
  get uri(): string {
    return this.#driver.place(this.key);
  }

  /** The S3 address of the folder that the container is given. */
  get jobUri(): string {
    return this.#driver.place(`${this.key}job/`);
  }

  /** The driver's end: before the SageMaker job is created. To send the same again changes nothing. */
  async send(document: JobDocument): Promise<void> {
    await this.#put('job/job.json', writeDocument(document));
  }

  /** The container's end: after all bytes that the result names. A job that was started anew answers anew. */
  async answer(index: number, { clew, name, jobs }: JobDocument, result: TaskResult): Promise<void> {
    const { componentRun } = jobs[index]!;
    const document: ResultDocument = { clew, name, componentRun, result };
    await this.#put(`result-${index}.json`, encode(document));
  }

  /** The driver's end; undefined where there is no answer (yet). Refuses that of another job or attempt. */
  async result(index: number, componentRun: string): Promise<TaskResult | undefined> {
    const key = `${this.key}result-${index}.json`;
    let text: string;
    try {
      text = Buffer.from(await this.#driver.get(key)).toString();
    } catch (error) {
      if (error instanceof BytesMissing) return undefined;
      throw error;
    }
    const place = this.#driver.place(key);
    const found = parse(text, place) as Partial<ResultDocument>;
    if (found.name !== this.#name || found.componentRun !== componentRun) {
      throw resultRefused(place, `${found.name} (${found.componentRun})`, `${this.#name} (${componentRun})`);
    }
    if (!found.result) throw documentUnreadable(place, 'it holds no result');
    return found.result;
  }

  /** Nobody needs it any more. `answers`: how many it may have. */
  async clear(answers: number): Promise<void> {
    const names = ['job/job.json', ...Array.from({ length: answers }, (_, i) => `result-${i}.json`)];
    await Promise.all(names.map((name) => this.#driver.remove(this.key + name)));
  }

  async #put(name: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    const key = `${this.key}${name}`;
    try {
      await this.#driver.put(key, bytes);
    } catch (error) {
      // It is left from an earlier start of the same job, such as one that was interrupted.
      if (!(error instanceof KeyTaken)) throw error;
      await this.#driver.remove(key);
      await this.#driver.put(key, bytes);
    }
  }
}

/** A job as it is sent: its module relative to the project's root, also where it lies above that. */
export function addressed(job: TaskJob, root: string): TaskJob {
  const { module, name } = job.task;
  return { ...job, task: { name, module: path.relative(root, module).split(path.sep).join('/') } };
}

/** The text of `job.json`: plain JSON, with bytes in base64. Refuses secrets, which no bucket is to hold. */
export function writeDocument(document: JobDocument): string {
  const open = document.jobs.find(({ secrets }) => secrets.length > 0);
  if (open) throw secretsStay(open.node, open.secrets);
  // These jobs know no secrets of other tasks.
  const jobs = document.jobs.map((job) => ({ ...job, hidden: [] }));
  return encode({ ...document, jobs });
}

/** The container's end. `version`: of the image's own Clew, which has to be the sender's. */
export function readDocument(text: string, version: string): JobDocument {
  const found = parse(text, 'job.json') as Partial<JobDocument>;
  if (typeof found.clew !== 'string' || !Array.isArray(found.jobs)) {
    throw documentUnreadable('job.json', 'it is not what Clew writes');
  }
  if (found.clew !== version) throw imageVersionDiffers(version, found.clew);
  return found as JobDocument;
}

function parse(text: string, place: string): object {
  let found: unknown;
  try {
    found = decode(text);
  } catch (error) {
    throw documentUnreadable(place, 'it is no JSON', error);
  }
  if (typeof found !== 'object' || found === null) throw documentUnreadable(place, 'it is not what Clew writes');
  return found;
}
