/** Keeps what today's Clew writes as a fixture: `npm run fixtures`. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { migrations } from '../../src/lineage/migrations/index.ts';
import { startS3 } from '../../src/testing/index.ts';
import { clientOf, packFiles, packObjects, writeArchive } from './archive.ts';
import { allNames } from './names.ts';
import { projectFiles } from './project.ts';
import { questions, settingsOf } from './questions.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const fixture = fileURLToPath(new URL(`records/${migrations.length}/`, import.meta.url));
if (existsSync(fixture)) throw new Error(`${fixture} is there already, and is never written over.`);

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'clew-fixture-')));
for (const [file, text] of Object.entries(projectFiles)) {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}
mkdirSync(path.join(folder, 'node_modules'));
symlinkSync(repository, path.join(folder, 'node_modules/clew'));

const server = await startS3();
await server.createBucket('models');
const env = { ...process.env, ...server.env, CLEW_SETTINGS: settingsOf(server.endpoint), NO_COLOR: '1' };
const run = async (...words: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, words, { cwd: folder, env, timeout: 60_000 })).stdout;
const clew = (command: string): Promise<string> => {
  const [program, ...args] = command.split(' ');
  return run(path.join(repository, `bin/${program}.js`), ...args);
};

await clew('run-workflow workflow.ts Nightly');
await clew('run-workflow workflow.ts Nightly --day 2026-11-02');
await run(path.join(folder, 'serve.ts'));
await clew('clew note report-1 looks-right');
await clew('clew flag risk-M-14 --because much-too-high');
await clew('clew tag report-1 november');

const latest = JSON.parse(await clew('clew runs --json')).runs[0].id as string;
const answers: Record<string, unknown> = {};
for (const question of questions) {
  const printed = await clew(`${question.replace('RUN', latest)} --json`);
  answers[question] = JSON.parse(printed.replaceAll(folder, 'PROJECT').replaceAll(server.endpoint, 'SERVER'));
}

// What stands in the log of the database comes into its file.
const database = new DatabaseSync(path.join(folder, '.clew/record.db'));
database.exec('pragma wal_checkpoint(truncate); pragma journal_mode = delete;');
database.close();
const isKept = (file: string): boolean =>
  !/^node_modules|^\.clew\/(?:cache|copies|code|opened)|-(?:wal|shm)$/.test(file);
const client = clientOf(server);
mkdirSync(fixture, { recursive: true });
writeArchive(path.join(fixture, 'archive.json.gz'), {
  folder,
  files: packFiles(folder, isKept),
  objects: await packObjects(client, 'models'),
});
writeFileSync(path.join(fixture, 'answers.json'), `${JSON.stringify(answers, null, 1)}\n`);
writeFileSync(path.join(fixture, 'names.json'), `${JSON.stringify(await allNames(), null, 1)}\n`);
client.destroy();
await server.close();
rmSync(folder, { recursive: true });
