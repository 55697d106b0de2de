import { describe, expect, it } from 'vitest';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import { startS3 } from '../../src/testing/index.ts';
import { type Project, makeProject } from '../support/project.ts';
import { hasS3 } from '../support/s3.ts';
import { installSdk } from '../support/sdk.ts';
import { type Stage, emulated, real } from './help/s3-stage.ts';
import { someOf } from '../support/size.ts';

/** One artifact by a single request, one by several, and a task that reads both and says whether all of it was there. */
const workflow = `
import { From, StorageLayer, Task, Workflow, type Output } from 'clew';
const bytes = () => new Uint8Array(9_000_000).fill(7);
@Task({ storage: 's3' }) export class Train {
  constructor(private readonly storage: StorageLayer) {}
  async run() { return { weights: await this.storage.store('weights.bin', bytes()), auc: 0.9 }; }
}
@Workflow({ storage: 's3' }) export class Nightly {
  @From(Train) trained!: Output<Train>;
  async run() {
    const read = await this.trained.weights.read();
    return read.length === 9_000_000 && read.every((byte) => byte === 7) ? 'whole' : 'half';
  }
}`;

/** How often the command is killed in the middle, and begun again, at once. */
const atOnce = 3;

function projectOn({ settings }: Place): Project {
  const layers = { s3: settings };
  const project = makeProject({
    'workflow.ts': workflow,
    'clew.config.ts': `export default ${JSON.stringify({ storage: { layers } })};`,
  });
  installSdk(project);
  return project;
}

const weights = Buffer.alloc(9_000_000, 7);
const seed = process.env['CLEW_TEST_SEED'] ?? String(Date.now() % 1_000_000);

type Place = Pick<Stage, 'settings' | 'env'>;

const command = 'run-workflow workflow.ts Nightly';

/** The run that follows completes, from what the one before left. */
async function expectWhole(project: Project, { env }: Place, where: string): Promise<void> {
  const ran = await project.run(command, { env });
  expect(ran.stdout, `${where}: ${ran.stderr}`).toContain('output  whole');
  expect(ran.code).toBe(0);
}

/** What is there is there as a whole, whether anything knows of it or not. */
async function expectNothingHalf({ settings, env }: Place, where: string): Promise<void> {
  Object.assign(process.env, env);
  const driver = new S3Driver(settings);
  for await (const key of driver.list('')) {
    const read = Buffer.from(await driver.get(key));
    if (key.endsWith('.bin')) expect(read.equals(weights), `${key}, ${where}`).toBe(true);
    else if (key.endsWith('.txt')) expect(read.toString(), `${key}, ${where}`).toBe('whole');
    else expect(JSON.parse(read.toString()), `${key}, ${where}`).toBeTypeOf('object');
  }
}

async function requestsOf(open: () => Promise<Stage>): Promise<number> {
  await using stage = await open();
  stage.mend();
  await expectWhole(projectOn(stage), stage, 'without faults');
  return stage.count();
}

async function atEach(
  open: () => Promise<Stage>,
  run: (stage: Stage, project: Project, at: number) => Promise<void>,
): Promise<void> {
  const requests = await requestsOf(open);
  // A request at least for each part, each artifact, and each reading.
  expect(requests).toBeGreaterThan(6);
  const numbers = someOf(Array.from({ length: requests }, (_, at) => at));
  const next = async (): Promise<void> => {
    for (let at = numbers.shift(); at !== undefined; at = numbers.shift()) {
      await using stage = await open();
      await run(stage, projectOn(stage), at);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

describe.each([
  ['the emulator', emulated, true],
  ['a real server', real, hasS3],
] as const)('workflow with S3 storage on %s', (_, open, isThere) => {
  it.runIf(isThere)('completes after it was killed at any of its S3 requests', { timeout: 240_000 }, async () => {
    await atEach(open, async (stage, project, at) => {
      const arrived = stage.hold(at);
      const { child, ended } = project.start(command, { env: stage.env });
      await Promise.race([
        arrived,
        ended.then(({ stderr }) => Promise.reject(new Error(`it ended before: ${stderr}`))),
      ]);
      child.kill('SIGKILL');
      expect(await ended).toMatchObject({ signal: 'SIGKILL' });
      stage.mend();
      await expectNothingHalf(stage, `killed at ${at}`);
      await expectWhole(project, stage, `killed at ${at}`);
    });
  });
});

it(
  'workflow with S3 storage fails when the server stays away from any request on, and completes when it is back',
  { timeout: 240_000 },
  async () => {
    await atEach(emulated, async (stage, project, at) => {
      stage.fail('cut-before', at, 1000);
      const failed = await project.run(command, { env: stage.env });
      expect(failed, `at ${at}`).toMatchObject({ code: 1 });
      stage.mend();
      await expectNothingHalf(stage, `away from ${at}`);
      await expectWhole(project, stage, `away from ${at}`);
    });
  },
);

it.each(['throttle', 'cut-after', 'error-after', 'truncate'] as const)(
  'workflow with S3 storage completes with faults at a third of all requests: %s',
  async (kind) => {
    await using s3 = await startS3({ buckets: ['models'], faults: [{ kind, chance: 0.3 }], seed: `${seed}` });
    const stage = { settings: s3.settings('models'), env: s3.env };
    await expectWhole(projectOn(stage), stage, `${kind}, CLEW_TEST_SEED=${seed}`);
  },
);
