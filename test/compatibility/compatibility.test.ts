import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../src/lineage/migrations/index.ts';
import { type S3Server, startS3 } from '../../src/testing/index.ts';
import { freshDatabase } from '../support/postgres.ts';
import { type Project, makeProject } from '../support/project.ts';
import { installSdk } from '../support/sdk.ts';
import { clientOf, readArchive, unpackFiles, unpackObjects } from './archive.ts';
import { copyRecord } from './copy-record.ts';
import { type Names, allNames } from './names.ts';
import { questions, settingsOf } from './questions.ts';

const records = fileURLToPath(new URL('records', import.meta.url));

/** Tells what a script that read the older answer misses in today's: more fields are no loss, other values are. */
function missing(older: unknown, today: unknown, where = ''): string[] {
  if (older === null || typeof older !== 'object') {
    return Object.is(older, today) ? [] : [`${where}: ${JSON.stringify(older)}, now ${JSON.stringify(today)}`];
  }
  if (today === null || typeof today !== 'object') return [`${where} is gone`];
  if (Array.isArray(older) && Array.isArray(today) && older.length !== today.length) {
    return [`${where} has ${today.length} items, and had ${older.length}`];
  }
  return Object.entries(older).flatMap(([key, value]) => missing(value, (today as any)[key], `${where}/${key}`));
}

const versions = readdirSync(records).map(Number);

test('compatibility: what the newest version of the record has written is kept', () => {
  expect(versions, 'A migration was added: npm run fixtures').toContain(migrations.length);
});

describe.each(versions)('compatibility with a record of version %i', (version) => {
  const archive = readArchive(`${records}/${version}/archive.json.gz`);
  const answers = JSON.parse(readFileSync(`${records}/${version}/answers.json`, 'utf8')) as Record<string, unknown>;
  let server: S3Server;

  beforeAll(async () => {
    server = await startS3();
    server.createBucket('models');
    const client = clientOf(server);
    await unpackObjects(archive, client, 'models');
    client.destroy();
  });
  afterAll(() => server.close());

  /** Lays the project out in another folder than it was in, beside a Clew of a later version. */
  function layOut(): Project {
    const project = makeProject({});
    installSdk(project);
    const manifest = path.join(path.dirname(project.program('clew')), '../package.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"version": ".*"/, '"version": "98.7.6"'));
    unpackFiles(archive, project.folder);
    return project;
  }

  const asks = (project: Project, database: Record<string, string> = {}) => {
    const env = { ...server.env, CLEW_SETTINGS: settingsOf(server.endpoint), ...database };
    return {
      json: async (command: string): Promise<any> => {
        const { stdout, stderr, code } = await project.run(`${command} --json`, { env });
        expect(code, `${command}: ${stderr}`).toBe(0);
        const places = [project.folder, archive.folder].reduce(
          (text, folder) => text.replaceAll(folder, 'PROJECT'),
          stdout,
        );
        return JSON.parse(places.replaceAll(server.endpoint, 'SERVER'));
      },
      run: (command: string) => project.run(command, { env }),
    };
  };

  async function expectAnswers(json: (command: string) => Promise<any>): Promise<void> {
    const [{ id }] = (answers['clew runs'] as any).runs;
    for (const question of questions) {
      const older = answers[question];
      if (older !== undefined) expect(missing(older, await json(question.replace('RUN', id)), question)).toEqual([]);
    }
  }

  test('settings, commands, options, codes of errors and exports are called as they were', async () => {
    const older = JSON.parse(readFileSync(`${records}/${version}/names.json`, 'utf8')) as Names;
    const today = await allNames();
    for (const kind of ['settings', 'commands', 'errors', 'exports'] as const) {
      expect(today[kind], kind).toEqual(expect.arrayContaining([...older[kind]]));
    }
  });

  test('every answer holds what it held then', async () => {
    await expectAnswers(asks(layOut()).json);
  });

  test('every answer is the same from PostgreSQL', async () => {
    const project = layOut();
    const postgres = await freshDatabase();
    await copyRecord(project.path('.clew/record.db'), postgres, version);
    await expectAnswers(asks(project, { CLEW_DATABASE_URL: postgres }).json);
  });

  test('results are found again, and only what is never cached runs', async () => {
    const { json, run } = asks(layOut());
    const { nodes } = await json('run-workflow workflow.ts Nightly');
    const ran = nodes
      .filter(({ status }: any) => status !== 'cached')
      .map(({ node }: any) => node.replace(/[(].*/, ''));
    expect(ran.toSorted()).toEqual(['Fails', 'Publish', 'TidyUp']);
    expect((await run('clew artifacts cat Stream')).stdout).toBe('{"n":0}\n{"n":1}\n{"n":2}\n');
    expect((await run('clew bt risk-M-17')).stdout).toContain('clean');
  });

  test('stored bytes are whole in the record, in the folder and in the bucket', async () => {
    const { json } = asks(layOut());
    const { checked, bad } = await json('clew artifacts verify');
    expect(checked).toBeGreaterThan(15);
    expect(bad).toEqual([]);
  });
});
