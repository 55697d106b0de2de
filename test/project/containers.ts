import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type JobKind, containerPaths } from '../../src/executors/sagemaker/container.ts';
import { type JobDocument, Mailbox, writeDocument } from '../../src/executors/sagemaker/mailbox.ts';
import { pack } from '../../src/modules/package/pack.ts';
import { packageFile } from '../../src/modules/package/package.ts';
import { version } from '../../src/project/version.ts';
import type { TaskJob, TaskResult } from '../../src/runtime/job.ts';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { type S3Server, startS3 } from '../../src/testing/index.ts';
import { encode } from '../../src/values/encode.ts';
import { newComponentRunId } from '../../src/values/id.ts';
import { type Files, type Project, type Ran, type Started, makeProject } from '../support/project.ts';
import { installSdk } from '../support/sdk.ts';

/** A project, a bucket, and containers that run its jobs: processes with a folder in place of `/opt/ml`. */
export class Containers {
  readonly project: Project;
  readonly s3: S3Server;
  readonly #driver: S3Driver;
  #started = 0;

  private constructor(project: Project, s3: S3Server) {
    this.project = project;
    this.s3 = s3;
    // The driver of this process asks for them when it first needs them.
    Object.assign(process.env, s3.env);
    this.#driver = new S3Driver(s3.settings('models'));
  }

  static async open(files: Files): Promise<Containers> {
    const s3 = await startS3({ buckets: ['models'] });
    onTestFinished(() => s3.close());
    const layers = { s3: { ...s3.settings('models'), profile: 'of-my-laptop' }, near: { folder: 'near' } };
    const settings = { storage: { default: 's3', layers }, profiles: { team: { project: 'shop' } } };
    const project = makeProject({ 'clew.config.ts': `export default ${JSON.stringify(settings)};`, ...files });
    installSdk(project);
    return new Containers(project, s3);
  }

  job(module: string, name: string, params: object = {}, rest: Partial<TaskJob> = {}): TaskJob {
    return {
      run: 'run-1',
      componentRun: newComponentRunId(),
      node: name,
      identity: 'sha256:0',
      task: { module, name },
      params: encode(params),
      secrets: [],
      hidden: [],
      inputs: [],
      storage: null,
      prefix: `shop/task/${name}/0123`,
      attempt: 1,
      timeout: null,
      ...rest,
    };
  }

  /** Lays out what SageMaker would, and starts the image's entry there. */
  async start(jobs: readonly TaskJob[], options: StartOptions = {}): Promise<Container> {
    const { kind = 'processing', clew = version, document: text } = options;
    const root = mkdtempSync(join(tmpdir(), 'clew-opt-ml-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const document: JobDocument = { clew, name: `clew-job-${++this.#started}`, profile: 'team', layer: 's3', jobs };
    const { job, code } = containerPaths[kind];
    for (const folder of [job, code]) mkdirSync(join(root, folder), { recursive: true });
    if (text !== '') writeFileSync(join(root, job, 'job.json'), text ?? writeDocument(document));
    const modules = [...new Set(jobs.map(({ task }) => task.module)), 'clew.config.ts'];
    const { bytes } = await pack(
      modules.map((module) => join(this.project.folder, module)),
      this.project.folder,
    );
    writeFileSync(join(root, code, packageFile), options.code ?? bytes);
    const entry = join(this.project.program('clew'), '../../dist/job.js');
    const started = this.project.startFile(entry, kind === 'training' ? ['train'] : [], {
      cwd: '/',
      env: { ...this.s3.env, CLEW_OPT_ML: root, ...options.env },
    });
    return new Container(root, kind, started, document, new Mailbox(this.#driver, document.name));
  }
}

export interface StartOptions {
  readonly kind?: JobKind;
  readonly clew?: string;
  /** Instead of the one that is written; empty for none. */
  readonly document?: string;
  readonly code?: Uint8Array;
  readonly env?: Record<string, string>;
}

export class Container {
  readonly started: Started;
  readonly root: string;
  readonly #document: JobDocument;
  readonly #mailbox: Mailbox;
  readonly #kind: JobKind;

  constructor(root: string, kind: JobKind, started: Started, document: JobDocument, mailbox: Mailbox) {
    this.root = root;
    this.started = started;
    this.#kind = kind;
    this.#document = document;
    this.#mailbox = mailbox;
  }

  get ended(): Promise<Ran> {
    return this.started.ended;
  }

  result(index = 0): Promise<TaskResult | undefined> {
    return this.#mailbox.result(index, this.#document.jobs[index]!.componentRun);
  }

  /** What SageMaker would show as the reason. */
  get reason(): string | undefined {
    const file = join(this.root, containerPaths[this.#kind].message);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }
}
