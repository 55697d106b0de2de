import { type CaseFiles, type Edit, cached, task } from './case.ts';
import { identityGroup } from './group.ts';

const sync = (names: string): string => `import { ${names} } from 'node:fs';`;
const same = (name: string, body: string, head: string, files: CaseFiles, edit: Edit) =>
  cached(name, { 'task.ts': task(body, head), ...files }, edit);

const file = '$here/data.txt';
const two = { 'many/a.txt': 'a', 'many/b.txt': 'b' };

identityGroup({
  name: 'files that do not count',
  cases: [
    same(
      'the text of a file that existsSync saw',
      `return existsSync('${file}');`,
      sync('existsSync'),
      { 'data.txt': 'one' },
      { 'data.txt': 'two' },
    ),
    same(
      'the text of a file of which only the size counted',
      `return statSync('${file}').size;`,
      sync('statSync'),
      { 'data.txt': 'one' },
      { 'data.txt': 'two' },
    ),
    same(
      'the text of a file in a folder that was listed',
      `return readdirSync('$here/many').toSorted();`,
      sync('readdirSync'),
      two,
      { 'many/a.txt': 'x' },
    ),
    same(
      'a file in a folder below one that was listed',
      `return readdirSync('$here/many').toSorted();`,
      sync('readdirSync'),
      { ...two, 'many/deep/x': '' },
      { 'many/deep/y': '' },
    ),
    same(
      'a file beside the one that was read',
      `return readFileSync('${file}', 'utf8');`,
      sync('readFileSync'),
      { 'data.txt': 'one', 'other.txt': 'one' },
      { 'other.txt': 'two' },
    ),
    same(
      'a file that is missed as before, with a neighbour that appears',
      `return existsSync('${file}');`,
      sync('existsSync'),
      {},
      { 'other.txt': 'one' },
    ),
    same(
      'a file in a temporary folder',
      `return existsSync(tmpdir() + '/$here-x') ? 1 : 1;`,
      `${sync('existsSync')}\nimport { tmpdir } from 'node:os';`,
      { '$temp/$here-x': 'one' },
      { '$temp/$here-x': 'two' },
    ),
    same(
      'a file that the task writes and then reads',
      `writeFileSync('$here/out.txt', 'x'); return readFileSync('$here/out.txt', 'utf8');`,
      sync('readFileSync, writeFileSync'),
      { 'out.txt': 'one' },
      { 'out.txt': 'two' },
    ),
    same(
      'a file that the task writes by a stream and then reads',
      `await pipeline(['x'], createWriteStream('$here/out.txt')); return readFileSync('$here/out.txt', 'utf8');`,
      `${sync('createWriteStream, readFileSync')}\nimport { pipeline } from 'node:stream/promises';`,
      { 'out.txt': 'one' },
      { 'out.txt': 'two' },
    ),
    same(
      'a file that the task copies and then reads',
      `copyFileSync('$here/in.txt', '$here/out.txt'); return readFileSync('$here/out.txt', 'utf8');`,
      sync('copyFileSync, readFileSync'),
      { 'in.txt': 'x', 'out.txt': 'one' },
      { 'out.txt': 'two' },
    ),
    same(
      'a folder that the task makes and then lists',
      `rmSync('$here/made', { recursive: true, force: true }); mkdirSync('$here/made'); writeFileSync('$here/made/a', ''); return readdirSync('$here/made');`,
      sync('mkdirSync, readdirSync, rmSync, writeFileSync'),
      {},
      { 'made/b': 'two' },
    ),
    same(
      'a file that the task renames and then reads',
      `writeFileSync('$here/x.txt', 'x'); renameSync('$here/x.txt', '$here/out.txt'); return readFileSync('$here/out.txt', 'utf8');`,
      sync('readFileSync, renameSync, writeFileSync'),
      { 'out.txt': 'one' },
      { 'out.txt': 'two' },
    ),
    same(
      'a log that the task appends to',
      `appendFileSync('$here/log.txt', 'x'); return 1;`,
      sync('appendFileSync'),
      { 'log.txt': 'one' },
      { 'log.txt': 'two' },
    ),
    same(
      'a file that the task only writes',
      `writeFileSync('$here/out.txt', 'x'); return 1;`,
      sync('writeFileSync'),
      { 'out.txt': 'one' },
      { 'out.txt': 'two' },
    ),
    same(
      'a file that the task takes away',
      `rmSync('$here/out.txt', { force: true }); return 1;`,
      sync('rmSync'),
      { 'out.txt': 'one' },
      { 'out.txt': 'two' },
    ),
    same(
      'a file below .clew',
      `try { return readFileSync('.clew/$here.txt', 'utf8').length; } catch { return 3; }`,
      sync('readFileSync'),
      { '/.clew/$here.txt': 'one' },
      { '/.clew/$here.txt': 'two' },
    ),
    same(
      'what .clew holds',
      `return readdirSync('.clew').length > 0;`,
      sync('readdirSync'),
      { '/.clew/$here-a': '' },
      { '/.clew/$here-b': '' },
    ),
    same(
      'a file of the system',
      `return readFileSync('/proc/self/status', 'utf8').length > 0;`,
      sync('readFileSync'),
      {},
      {},
    ),
    same(
      'a file in the home folder of the user',
      `return existsSync(homedir() + '/.npmrc') || true;`,
      `${sync('existsSync')}\nimport { homedir } from 'node:os';`,
      {},
      {},
    ),
  ],
});
