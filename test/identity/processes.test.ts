import { type CaseFiles, type Edit, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';

/** A WebAssembly module with a function `f` that gives a number below 64. */
const wasm = (value: number): Uint8Array =>
  Buffer.from(
    `0061736d010000000105016000017f03020100070501016600000a0601040041${value.toString(16).padStart(2, '0')}0b`,
    'hex',
  );

const posts = (expression: string): string =>
  `import { parentPort } from 'node:worker_threads';\nparentPort.postMessage(${expression});`;
const workers = `import { Worker } from 'node:worker_threads';`;
const answer = (worker: string): string =>
  `const worker = ${worker}; const [value] = await once(worker, 'message'); await worker.terminate(); return value;`;
const starts = `import { execFile, execFileSync, exec, execSync, fork, spawn, spawnSync } from 'node:child_process';\nimport { once } from 'node:events';\nimport { promisify } from 'node:util';`;

const used = (name: string, body: string, head: string, files: CaseFiles, edit: Edit) =>
  runs(name, { 'task.ts': task(body, head), ...files }, edit);
const threads = (name: string, worker: string, files: CaseFiles, edit: Edit) =>
  used(name, answer(worker), `${workers}\nimport { once } from 'node:events';`, files, edit);
const script = (
  name: string,
  body: string,
  files: CaseFiles = { 's.mjs': 'console.log(1);' },
  edit: Edit = { 's.mjs': 'console.log(2);' },
) => used(name, body, starts, files, edit);

const node = 'process.execPath';
const byUrl = (path: string): string => `new Worker(new URL('${path}', import.meta.url))`;

identityGroup({
  name: 'WebAssembly, URLs, threads and processes',
  cases: [
    used(
      'an edited WebAssembly module that is read and compiled',
      `const { instance } = await WebAssembly.instantiate(readFileSync(new URL('f.wasm', import.meta.url))); return (instance.exports.f as () => number)();`,
      `import { readFileSync } from 'node:fs';`,
      { 'f.wasm': wasm(1) },
      { 'f.wasm': wasm(2) },
    ),
    used(
      'an edited WebAssembly module that is compiled as it streams',
      `const { instance } = await WebAssembly.instantiateStreaming(new Response(await readFile('$here/f.wasm'), { headers: { 'content-type': 'application/wasm' } })); return (instance.exports.f as () => number)();`,
      `import { readFile } from 'node:fs/promises';`,
      { 'f.wasm': wasm(1) },
      { 'f.wasm': wasm(2) },
    ),
    used(
      'an edited WebAssembly module that import() names',
      `return (await import('./f.wasm')).f();`,
      '',
      { 'f.wasm': wasm(1) },
      { 'f.wasm': wasm(2) },
    ),
    used(
      'an edited WebAssembly module that import() names by a computed name',
      `return (await import('./' + 'f' + '.wasm')).f();`,
      '',
      { 'f.wasm': wasm(1) },
      { 'f.wasm': wasm(2) },
    ),
    used(
      'an edited module that `new URL` names as data',
      `return readFileSync(new URL('./w.mjs', import.meta.url), 'utf8');`,
      `import { readFileSync } from 'node:fs';`,
      { 'w.mjs': one },
      { 'w.mjs': two },
    ),
    used(
      'an edited module that `new URL` names as data without a dot',
      `return readFileSync(new URL('w.mjs', import.meta.url), 'utf8');`,
      `import { readFileSync } from 'node:fs';`,
      { 'w.mjs': one },
      { 'w.mjs': two },
    ),
    used(
      'an edited file that import.meta.resolve names',
      `return readFileSync(new URL(import.meta.resolve('./data.txt')), 'utf8');`,
      `import { readFileSync } from 'node:fs';`,
      { 'data.txt': 'one' },
      { 'data.txt': 'two' },
    ),
    used(
      'an edited text that vm runs',
      `return vm.runInThisContext(readFileSync('$here/code.txt', 'utf8'));`,
      `import { readFileSync } from 'node:fs';\nimport vm from 'node:vm';`,
      { 'code.txt': '1 + 1' },
      { 'code.txt': '1 + 2' },
    ),
    threads(
      'an edited worker that `new URL` names',
      byUrl('./w.mjs'),
      { 'w.mjs': posts('1') },
      { 'w.mjs': posts('2') },
    ),
    threads(
      'an edited worker that `new URL` names without a dot',
      byUrl('w.mjs'),
      { 'w.mjs': posts('1') },
      { 'w.mjs': posts('2') },
    ),
    threads(
      'an edited worker that a path names',
      `new Worker('./$here/w.mjs')`,
      { 'w.mjs': posts('1') },
      { 'w.mjs': posts('2') },
    ),
    threads(
      'an edited worker whose name is computed',
      `new Worker(new URL(['w', 'mjs'].join('.'), import.meta.url))`,
      { 'w.mjs': posts('1') },
      { 'w.mjs': posts('2') },
    ),
    threads(
      'an edited worker in CommonJS',
      byUrl('w.cjs'),
      { 'w.cjs': `require('worker_threads').parentPort.postMessage(1);` },
      { 'w.cjs': `require('worker_threads').parentPort.postMessage(2);` },
    ),
    threads(
      'an edited module that a worker imports',
      byUrl('w.mjs'),
      { 'w.mjs': `import { value } from './lib.mjs';\n${posts('value')}`, 'lib.mjs': one },
      { 'lib.mjs': two },
    ),
    threads(
      'an edited module that a worker imports by a computed name',
      byUrl('w.mjs'),
      { 'w.mjs': posts(`(await import('./' + 'lib.mjs')).value`), 'lib.mjs': one },
      { 'lib.mjs': two },
    ),
    threads(
      'an edited file that a worker reads',
      byUrl('w.mjs'),
      {
        'w.mjs': `import { readFileSync } from 'node:fs';\n${posts(`readFileSync('$here/data.txt', 'utf8')`)}`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
    ),
    {
      ...threads(
        'an edited module that the text of a worker imports',
        `new Worker("import('" + import.meta.resolve('./lib.mjs') + "').then(({ value }) => require('worker_threads').parentPort.postMessage(value))", { eval: true })`,
        { 'lib.mjs': one },
        { 'lib.mjs': two },
      ),
      cantBeKnown: 'otherProgram' as const,
    },
    threads(
      'an edited worker that a helper starts',
      'start()',
      {
        'task.ts': task(answer('start()'), `import { once } from 'node:events';\nimport { start } from './start.ts';`),
        'start.ts': `${workers}\nexport const start = () => ${byUrl('w.mjs')};`,
        'w.mjs': posts('1'),
      },
      { 'w.mjs': posts('2') },
    ),
    script(
      'an edited script that spawnSync starts',
      `return spawnSync(${node}, ['$here/s.mjs'], { encoding: 'utf8' }).stdout;`,
    ),
    script(
      'an edited script that execFileSync starts',
      `return execFileSync(${node}, ['$here/s.mjs'], { encoding: 'utf8' });`,
    ),
    script(
      'an edited script that execFile starts',
      `return (await promisify(execFile)(${node}, ['$here/s.mjs'])).stdout;`,
    ),
    script(
      'an edited script that execSync starts',
      `return execSync('"' + ${node} + '" $here/s.mjs', { encoding: 'utf8' });`,
    ),
    script(
      'an edited script that exec starts',
      `return (await promisify(exec)('"' + ${node} + '" $here/s.mjs')).stdout;`,
    ),
    script(
      'an edited script that spawn starts',
      `const child = spawn(${node}, ['$here/s.mjs']); let text = ''; for await (const part of child.stdout) text += part; return text;`,
    ),
    script(
      'an edited script that is started in its own folder',
      `return spawnSync(${node}, ['s.mjs'], { cwd: '$here', encoding: 'utf8' }).stdout;`,
    ),
    script(
      'an edited script that is started behind options',
      `return spawnSync(${node}, ['--no-warnings', '--', '$here/s.mjs', 'x'], { encoding: 'utf8' }).stdout;`,
    ),
    script(
      'an edited script that is started by its whole path',
      `return spawnSync(${node}, [import.meta.dirname + '/s.mjs'], { encoding: 'utf8' }).stdout;`,
    ),
    script(
      'an edited module that is preloaded by an option',
      `return spawnSync(${node}, ['--import=./$here/s.mjs', '-e', ''], { encoding: 'utf8' }).stdout;`,
    ),
    script(
      'an edited module that fork starts',
      `const child = fork('$here/s.mjs'); const [value] = await once(child, 'message'); return value;`,
      { 's.mjs': 'process.send(1);' },
      { 's.mjs': 'process.send(2);' },
    ),
    script(
      'an edited module that fork starts by its URL',
      `const child = fork(new URL('s.mjs', import.meta.url)); const [value] = await once(child, 'message'); return value;`,
      { 's.mjs': 'process.send(1);' },
      { 's.mjs': 'process.send(2);' },
    ),
    script(
      'an edited module that a started script imports',
      `return spawnSync(${node}, ['$here/s.mjs'], { encoding: 'utf8' }).stdout;`,
      { 's.mjs': `import { value } from './lib.mjs';\nconsole.log(value);`, 'lib.mjs': one },
      { 'lib.mjs': two },
    ),
    {
      ...script(
        'an edited module that a started script imports by a computed name',
        `return spawnSync(${node}, ['$here/s.mjs'], { encoding: 'utf8' }).stdout;`,
        { 's.mjs': `console.log((await import('./' + 'lib.mjs')).value);`, 'lib.mjs': one },
        { 'lib.mjs': two },
      ),
      cantBeKnown: 'otherProgram' as const,
    },
    script(
      'an edited script for the shell',
      `return spawnSync('sh', ['$here/s.sh'], { encoding: 'utf8' }).stdout;`,
      { 's.sh': 'echo one' },
      { 's.sh': 'echo two' },
    ),
    script(
      'an edited script for the shell in a line of commands',
      `return execSync('cd $here && sh ./s.sh', { encoding: 'utf8' });`,
      { 's.sh': 'echo one' },
      { 's.sh': 'echo two' },
    ),
    script(
      'an edited file that a command is told to read',
      `return execFileSync('cat', ['$here/data.txt'], { encoding: 'utf8' });`,
      { 'data.txt': 'one' },
      { 'data.txt': 'two' },
    ),
    {
      ...script(
        'an edited file that an option of a command names',
        `return execFileSync('sort', ['--files0-from=/dev/null', '--files0-from=$here/names'], { encoding: 'utf8' });`.replace(
          `'--files0-from=/dev/null', `,
          '',
        ),
        { names: '$here/data.txt\0', 'data.txt': 'one' },
        { names: '$here/data.txt\0$here/data.txt\0' },
      ),
      cantBeKnown: 'otherProgram' as const,
    },
    script(
      'an edited file that is the input of a command',
      `return execFileSync('cat', [], { input: (await import('node:fs')).readFileSync('$here/data.txt'), encoding: 'utf8' });`,
      { 'data.txt': 'one' },
      { 'data.txt': 'two' },
    ),
    script(
      'an edited script that a helper starts',
      'return start();',
      {
        'task.ts': task('return start();', `import { start } from './start.ts';`),
        'start.ts': `import { execFileSync } from 'node:child_process';\nexport const start = () => execFileSync('sh', ['$here/s.sh'], { encoding: 'utf8' });`,
        's.sh': 'echo one',
      },
      { 's.sh': 'echo two' },
    ),
    script(
      'a script that was missing and appears',
      `return spawnSync('sh', ['$here/s.sh'], { encoding: 'utf8' }).stdout;`,
      {},
      { 's.sh': 'echo two' },
    ),
  ],
});
