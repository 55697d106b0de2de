import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { taskError } from '../../errors.ts';
import { type JobKind, containerPaths, containerVariables } from '../../executors/sagemaker/container.ts';
import { packageFile } from '../../modules/package/package.ts';

/** The image was started by something else than a job that Clew has made. */
export const noDocument = taskError('NO_JOB_DOCUMENT', (root: string) => ({
  message: `There is no job.json under ${root}: this image runs jobs that Clew sends to SageMaker.`,
  next: 'Name it in sagemaker.image of clew.config.ts, and run a workflow with --on sagemaker.',
}));

const kinds: readonly JobKind[] = ['processing', 'training'];
/** The length of the longest reason that SageMaker shows. */
const longest = 1000;

/** The folder that SageMaker gives to a container. */
export class ContainerPlace {
  /** The folder that stands for `/opt/ml`. */
  readonly root: string;
  readonly kind: JobKind | undefined;

  constructor(env: NodeJS.ProcessEnv = process.env) {
    this.root = env[containerVariables.optMl] || '/opt/ml';
    this.kind = kinds.find((kind) => existsSync(join(this.root, containerPaths[kind].job, 'job.json')));
  }

  /** The text of the document. */
  document(): string {
    return readFileSync(join(this.root, this.#paths().job, 'job.json'), 'utf8');
  }

  /** The file that the code came in. */
  get code(): string {
    return join(this.root, this.#paths().code, packageFile);
  }

  /** Writes down the sentence that SageMaker is to show as the reason. */
  fail(sentence: string): void {
    const file = join(this.root, containerPaths[this.kind ?? 'processing'].message);
    const text = sentence.length > longest ? `${sentence.slice(0, longest)}…` : sentence;
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } catch {
      // It stands in the logs as well.
    }
  }

  #paths(): (typeof containerPaths)[JobKind] {
    if (this.kind === undefined) throw noDocument(this.root);
    return containerPaths[this.kind];
  }
}
