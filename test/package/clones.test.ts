import { execFileSync } from 'node:child_process';
import { chmodSync, lchownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { isFullSize } from '../support/size.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const isRoot = process.getuid?.() === 0;
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Somebody who is neither root nor owner of anything, and whose home isn't there. */
const nobody = { uid: 65_534, gid: 65_534 };

interface Clone {
  readonly folder: string;
  readonly isNobodys: boolean;
}

/** Clones the repository into a folder of that name, in one that nobody else may enter. */
function cloneInto(name: string, isNobodys: boolean): Clone {
  const top = mkdtempSync(join(realpathSync(tmpdir()), 'clew-clone-'));
  folders.push(top);
  const place = join(top, name);
  const folder = join(place, 'clew');
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync('git', ['archive', 'HEAD'], { cwd: repository, maxBuffer: 1e9 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  for (const each of [top, place]) chmodSync(each, 0o700);
  if (isNobodys) {
    execFileSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, top]);
    lchownSync(top, nobody.uid, nobody.gid);
  }
  return { folder, isNobodys };
}

function run({ folder, isNobodys }: Clone, command: string): string {
  const env = {
    // The machine's own programs: the repository's Node would be found before them.
    PATH: process.env['PATH']!.split(delimiter)
      .filter((folder) => !folder.includes('node_modules'))
      .join(delimiter),
    NO_COLOR: '1',
    HOME: isNobodys ? '/nonexistent' : process.env['HOME'],
    // npm itself wants a place where it can write.
    ...(isNobodys && { npm_config_cache: join(folder, '.npm') }),
  };
  const who = isNobodys ? nobody : {};
  return execFileSync('bash', ['-c', `${command} 2>&1`], {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 1e9,
    ...who,
  });
}

/** Minutes each, as npm fetches all packages: `CLEW_TEST_FULL=1` asks for it. */
describe.skipIf(!isFullSize)('commands of the README in a fresh clone', () => {
  const names = ['closed', "it's v1.2 of Fäden, 線 & нить", 'linked'];
  const cases = names.flatMap((name) =>
    (isRoot ? [false, true] : [false]).map((isNobodys) => [name, isNobodys] as const),
  );
  test.each(cases)(
    'work in a folder called %j, for another user than root: %s',
    { timeout: 1_800_000 },
    (name, isNobodys) => {
      let clone = cloneInto(name, isNobodys);
      if (name === 'linked') {
        const link = `${clone.folder}-link`;
        symlinkSync(clone.folder, link);
        clone = { ...clone, folder: link };
      }
      const first = run(
        clone,
        'npm ci --no-audit --no-fund && npx run-workflow examples/downtime/workflow.ts Downtime',
      );
      expect(first).toContain('Downtime succeeded');
      // The parts of `npm test` that depend on the place: build, checks, PostgreSQL, programs in folders of their own.
      const tests = 'test/support test/contract/record/postgres.test.ts test/cli/run.test.ts';
      expect(run(clone, `npm run build && npm run check && npx vitest run ${tests}`)).toMatch(/Tests +\d+ passed/);
    },
  );
});
