import { DatabaseSync } from 'node:sqlite';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { freshDatabase } from '../../support/postgres.ts';
import { type Project, makeProject } from '../../support/project.ts';
import { filesBelow } from './traces.ts';
import { rowsOf } from './rows.ts';

const program = `
import { readFileSync } from 'node:fs';
import { From, Param, Task, Workflow, lineage } from 'clew';

const ask = lineage.register(
  'ask',
  { inputs: (pin: string) => ({ pin: lineage.value(pin) }), params: (pin: string) => ({ pin, url: 'https://h/?pin=' + pin }) },
  (pin: string) => pin.length,
);
@Task({ storage: 's3' }) export class Unlock {
  @Param() pin!: string;
  run() {
    try { readFileSync('door-' + this.pin); } catch {}
    return { asked: ask(this.pin) };
  }
}
@Task({ storage: 's3' }) export class Joined { @Param() url!: string; run() { return this.url.length; } }
@Task() export class Breaks { @Param() number!: number; run() { throw new Error('no door for ' + this.number); } }
@Task() export class Lock { run() { return 'locked'; } }
@Workflow({ finally: [Lock] }) export class Door {
  @Param({ secret: true }) pin!: string;
  @Param() also = 'nothing';
  @From(Unlock) unlocked!: object;
  @From(Joined, (self: Door) => ({ url: 'https://h/' + self.pin })) joined!: number;
  @From(Breaks, (self: Door) => ({ number: Number(self.pin) })) broken!: never;
  run() { return 1; }
}`;

const pin = '482913';

/** All rows but the key's, and the names of all files: what somebody may have who has not got the key. */
async function known(given: string, postgres?: string): Promise<Set<string>> {
  const project = makeProject({ 'workflow.ts': program });
  const { code } = await project.run(['run-workflow', 'workflow.ts', 'Door', `--also=a${given}`], {
    env: { CLEW_PARAM_PIN: given, ...(postgres && { CLEW_DATABASE_URL: postgres }) },
  });
  expect(code).toBe(1);
  const rows = postgres ? await rowsOf(postgres) : rowsIn(project);
  const texts = rows.flatMap(([table, text]) => (table === 'secret_key' ? [] : [String(text)]));
  const names = [...filesBelow(project.path('.clew'))].flatMap(([name]) => name);
  return new Set(
    [...texts, ...names].flatMap((text) => text.split(/[^\w+/=-]+/).flatMap((word) => [word, ...word.split('/')])),
  );
}

function rowsIn(project: Project): (readonly [string, string])[] {
  using record = new DatabaseSync(project.path('.clew/record.db'), { readOnly: true });
  const tables = record.prepare("select name from sqlite_schema where type = 'table'").all() as { name: string }[];
  return tables.map(({ name }) => [name, JSON.stringify(record.prepare(`select * from "${name}"`).all())]);
}

const records = [
  ['SQLite', async () => undefined],
  ['PostgreSQL', freshDatabase],
] as const;

describe('secrets: a six-digit PIN', () => {
  test.concurrent.each(records)('cannot be found from a record in %s', { timeout: 300_000 }, async (_, open) => {
    const began = Date.now();
    const [one, same, other] = await Promise.all([
      known(pin, await open()),
      known(pin, await open()),
      known('571806', await open()),
    ]);
    expect(one.size).toBeGreaterThan(100);
    // A word that depends on the PIN, and not on the record: whoever tries a million PINs meets it.
    // Times are no such words: two records that are made side by side have some in common.
    const isTime = (word: string): boolean => Number(word) >= began && Number(word) <= Date.now();
    const found = [...one].filter((word) => same.has(word) && !other.has(word) && !isTime(word));
    expect(found).toEqual([]);

    const written = new Set([...one].map((word) => word.replace(/^sha256:/, '')));
    for (let guess = 0; guess < 1_000_000; guess++) {
      const text = String(guess).padStart(6, '0');
      for (const way of [text, `"${text}"`]) {
        const digest = createHash('sha256').update(way).digest();
        if (written.has(digest.toString('hex')) || written.has(digest.toString('base64url'))) expect.unreachable(text);
      }
    }
  });
});
