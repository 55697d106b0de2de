import { describe, expect, test } from 'vitest';
import { readKey } from '../../src/storage/artifact-key.ts';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { makeProject } from '../support/project.ts';
import { actAs, credentials, endpoint, freshBucket, hasS3 } from '../support/s3.ts';
import { installSdk } from '../support/sdk.ts';
import { expectMistake } from './calm.ts';
import { head } from './nightly.ts';

const workflow = `${head}
import { StorageLayer } from 'clew';
@Task({ storage: 's3', isolate: 'process' }) export class Train {
  constructor(private readonly storage: StorageLayer) {}
  async run() {
    ran('Train');
    return { weights: await this.storage.store('weights.bin', new Uint8Array([1, 2, 3])), auc: 0.9 };
  }
}
@Workflow({ storage: 's3' }) export class Nightly {
  @From(Train) trained!: Output<Train>;
  async run() { ran('Nightly'); return [...await this.trained.weights.read(), this.trained.auc]; }
}`;

const settings = (layer: object): string => `export default { storage: { layers: { s3: ${JSON.stringify(layer)} } } };`;

test('S3: a missing SDK is reported before anything runs', async () => {
  const project = makeProject({ 'workflow.ts': workflow, 'clew.config.ts': settings({ s3: 'models' }) });
  const ran = await project.run('run-workflow workflow.ts');
  expectMistake(
    ran,
    "error The settings name an S3 bucket, but @aws-sdk/client-s3 can't be found.",
    'Run: npm i @aws-sdk/client-s3',
  );
  expect(project.lines('ran.txt')).toEqual([]);
});

describe.runIf(hasS3)('S3 with the SDK', () => {
  test("storage: 's3' uses the bucket of the settings, in workers as well", async () => {
    actAs();
    const bucket = { ...(await freshBucket()), prefix: 'team/clew' };
    const project = makeProject({ 'workflow.ts': workflow, 'clew.config.ts': settings(bucket) });
    installSdk(project);
    const env = credentials();
    const first = await project.run('run-workflow workflow.ts', { env });
    expect(first.stdout).toContain(`in s3://${bucket.s3}/team/clew/`);
    expect(first.stderr).not.toContain('no bucket');
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain('output  [1, 2, 3, 0.9]');
    const keys: string[] = [];
    for await (const key of new S3Driver(bucket).list('')) keys.push(key);
    expect(keys.map((key) => readKey(key)!.name.split('/').at(-1)).toSorted()).toEqual([
      'output.json',
      'output.json',
      'weights.bin',
    ]);
    const again = await project.run('run-workflow workflow.ts', { env });
    expect(again.stdout).toContain('nothing to do');
    expect(again.stdout).toContain('output  [1, 2, 3, 0.9]');
    expect(project.has('.clew/storage/s3')).toBe(false);

    // What was lost is made again.
    await Promise.all(keys.map((key) => new S3Driver(bucket).remove(key)));
    const mended = await project.run('run-workflow workflow.ts', { env });
    expect(mended.stdout).toContain('output  [1, 2, 3, 0.9]');

    project.write({ 'clew.config.ts': settings({ s3: 'clew-nobodys', endpoint }) });
    const missing = await project.run('run-workflow workflow.ts --force', { env });
    expect(missing.code).toBe(1);
    expect(missing.stdout).toContain(`There is no bucket clew-nobodys at ${endpoint}.`);
  });
});
