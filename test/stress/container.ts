import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TaskNote } from '../../src/authoring/notes.ts';
import { containerPaths } from '../../src/executors/sagemaker/container.ts';
import { Mailbox, readDocument } from '../../src/executors/sagemaker/mailbox.ts';
import { modelFamilies } from '../../src/families/model-families.ts';
import { runJob } from '../../src/runtime/run-job.ts';
import { Artifacts } from '../../src/storage/artifacts.ts';
import { Layers } from '../../src/storage/layers.ts';
import type { S3Driver } from '../../src/storage/s3/driver.ts';
import type { S3Settings } from '../../src/storage/s3/settings.ts';
import type { SageMakerContainer } from '../../src/testing/sagemaker/sagemaker-options.ts';

export interface LightParts {
  readonly version: string;
  readonly s3: S3Settings;
  readonly driver: S3Driver;
  readonly home: string;
  readonly taskNamed: (name: string) => TaskNote;
}

/**
 * What the runtime image does, without a process for each: the same document, the same runtime, the same answers. A
 * thousand processes on this machine would measure the machine.
 */
export function lightContainer(parts: LightParts): (container: SageMakerContainer) => Promise<number> {
  const { version, s3, driver, home, taskNamed } = parts;
  const layers = new Layers({ layers: { s3 }, default: 's3', home });
  const site = {
    artifacts: new Artifacts(layers),
    families: modelFamilies,
    taskNamed: ({ name }: { readonly name: string }) => taskNamed(name),
  };
  return async ({ optMl, signal }) => {
    const document = readDocument(await jobIn(optMl), version);
    const mailbox = new Mailbox(driver, document.name);
    let code = 0;
    for (const [i, job] of document.jobs.entries()) {
      const result = await runJob(job, site, signal, {});
      await mailbox.answer(i, document, result);
      if (result.status !== 'ran') code = 1;
    }
    return code;
  };
}

async function jobIn(optMl: string): Promise<string> {
  const files = Object.values(containerPaths).map(({ job }) => path.join(optMl, job, 'job.json'));
  return await Promise.any(files.map((file) => readFile(file, 'utf8')));
}
