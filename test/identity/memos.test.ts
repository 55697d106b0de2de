import { type CaseFiles, type Edit, type Expected, type IdentityCase, cached, one, runs, two } from './case.ts';
import { identityGroup } from './group.ts';

const sync = `import { readFileSync } from 'node:fs';`;
const text = `readFileSync('$here/data.txt', 'utf8')`;

/** Three tasks that share a module: the first that runs reads, and the others find what it left in memory. */
const shared = (use: string, imports: string): string => `
import { Task } from 'clew';
${imports}
@Task() export class $Task { async run() { return 'A ' + (${use}); } }
@Task() export class $TaskB { async run() { return 'B ' + (${use}); } }
@Task() export class $TaskC { async run() { return 'C ' + (${use}); } }
`;

const remembered = (
  name: string,
  memo: string,
  use = 'load()',
  files: CaseFiles = { 'data.txt': 'one' },
  edit: Edit = { 'data.txt': 'two' },
): IdentityCase =>
  runs(
    name,
    { 'task.ts': shared(use, `import { load } from './memo.ts';`), 'memo.ts': `${sync}\n${memo}`, ...files },
    edit,
    { others: { B: 'runs', C: 'runs' } },
  );

/** Two tasks with files of their own behind one function; the file of the second is edited. */
const byName = (
  name: string,
  memo: string,
  first: Expected = 'cached',
  more: Partial<IdentityCase> = {},
): IdentityCase => {
  const files = {
    'task.ts': `
import { Task } from 'clew';
import { load } from './memo.ts';
@Task() export class $Task { async run() { return 'A ' + (await load('a')); } }
@Task() export class $TaskB { async run() { return 'B ' + (await load('b')); } }
`,
    'memo.ts': `${sync}\n${memo}`,
    'a.txt': 'one',
    'b.txt': 'one',
  };
  const make = first === 'runs' ? runs : cached;
  return make(name, { ...files, ...more.files }, more.edit ?? { 'b.txt': 'two' }, { others: { B: 'runs' }, ...more });
};

identityGroup({
  name: 'memos in module variables',
  args: ['--concurrency', '1'],
  cases: [
    remembered(
      'a text that `??=` keeps',
      `let cache: string | undefined;\nexport const load = () => (cache ??= ${text});`,
    ),
    remembered('a text that `||=` keeps', `let cache = '';\nexport const load = () => (cache ||= ${text});`),
    remembered(
      'a text that a condition keeps',
      `let cache: string | undefined;\nexport function load() { if (cache === undefined) cache = ${text}; return cache; }`,
    ),
    remembered(
      'a text that a field of an object keeps',
      `const state: { text?: string } = {};\nexport const load = () => (state.text ??= ${text});`,
    ),
    remembered(
      'a text that a Map keeps',
      `const cache = new Map<string, string>();\nexport function load() { if (!cache.has('x')) cache.set('x', ${text}); return cache.get('x'); }`,
    ),
    remembered(
      'a text that a list keeps',
      `const cache: string[] = [];\nexport function load() { if (cache.length === 0) cache.push(${text}); return cache[0]; }`,
    ),
    remembered(
      'a text that a static field keeps',
      `class Cache { static text: string | undefined; }\nexport const load = () => (Cache.text ??= ${text});`,
    ),
    remembered(
      'a text that a private static field keeps',
      `class Cache { static #text: string | undefined; static get() { return (this.#text ??= ${text}); } }\nexport const load = () => Cache.get();`,
    ),
    remembered(
      'a text that a single instance keeps',
      `class Cache { static #one: Cache | undefined; readonly text = ${text}; static get() { return (this.#one ??= new Cache()); } }\nexport const load = () => Cache.get().text;`,
    ),
    remembered(
      'a text that a field of a function keeps',
      `export function load(): string { const self = load as { text?: string }; return (self.text ??= ${text}); }`,
    ),
    remembered(
      'a text that a field of the global object keeps',
      `export const load = () => ((globalThis as Record<string, unknown>)['memo-$here'] ??= ${text});`,
    ),
    remembered(
      'a promise that a variable keeps',
      `import { readFile } from 'node:fs/promises';\nlet cache: Promise<string> | undefined;\nexport const load = () => (cache ??= readFile('$here/data.txt', 'utf8'));`,
      'await load()',
    ),
    remembered(
      'what was parsed of a text',
      `let cache: { value: number } | undefined;\nexport const load = () => (cache ??= JSON.parse(readFileSync('$here/data.json', 'utf8'))).value;`,
      'load()',
      { 'data.json': { value: 1 } },
      { 'data.json': { value: 2 } },
    ),
    remembered(
      'whether a file was there',
      `import { existsSync } from 'node:fs';\nlet cache: boolean | undefined;\nexport const load = () => (cache ??= existsSync('$here/flag'));`,
      'load()',
      {},
      { flag: '' },
    ),
    remembered(
      'what a folder held',
      `import { readdirSync } from 'node:fs';\nlet cache: string[] | undefined;\nexport const load = () => (cache ??= readdirSync('$here/many'));`,
      'load()',
      { 'many/a': '' },
      { 'many/b': '' },
    ),
    remembered(
      'a module that was imported by a computed name',
      `let cache: Promise<{ value: number }> | undefined;\nexport const load = async (name = 'w') => (await (cache ??= import('./' + name + '.ts'))).value;`,
      'await load()',
      { 'w.ts': one },
      { 'w.ts': two },
    ),
    remembered(
      'what a module gave that was imported by a computed name',
      `let cache: number | undefined;\nexport const load = async (name = 'w') => (cache ??= (await import('./' + name + '.ts')).value);`,
      'await load()',
      { 'w.ts': one },
      { 'w.ts': two },
    ),
    remembered(
      'what a process printed',
      `import { execFileSync } from 'node:child_process';\nlet cache: string | undefined;\nexport const load = () => (cache ??= execFileSync('sh', ['$here/s.sh'], { encoding: 'utf8' }));`,
      'load()',
      { 's.sh': 'echo one' },
      { 's.sh': 'echo two' },
    ),
    remembered(
      'a text that another module keeps',
      `import { keep } from './store.ts';\nexport const load = () => keep(() => ${text});`,
      'load()',
      {
        'store.ts': `let cache: string | undefined;\nexport const keep = (make: () => string) => (cache ??= make());`,
        'data.txt': 'one',
      },
    ),
    remembered(
      'a text that a function keeps which reads for all',
      `const once = <T>(make: () => T) => { let made: { value: T } | undefined; return () => (made ??= { value: make() }).value; };\nexport const load = once(() => ${text});`,
    ),
    remembered(
      'a text that is read through two memos',
      `let raw: string | undefined;\nlet upper: string | undefined;\nconst get = () => (raw ??= ${text});\nexport const load = () => (upper ??= get().toUpperCase());`,
    ),
    remembered(
      'a text that a loop keeps on its first turn',
      `const lines: string[] = [];\nexport const load = () => { for (let turn = 0; turn < 2; turn += 1) if (lines[turn] === undefined) lines[turn] = ${text}; return lines.join(); };`,
    ),
    runs(
      'a text that a variable of the task’s own file keeps',
      { 'task.ts': shared(`(cache ??= ${text})`, `${sync}\nlet cache: string | undefined;`), 'data.txt': 'one' },
      { 'data.txt': 'two' },
      { others: { B: 'runs', C: 'runs' } },
    ),
    runs(
      'a text that a static field of the first task keeps',
      {
        'task.ts': `import { Task } from 'clew';\n${sync}\n@Task() export class $Task { static text: string; run() { return ($Task.text ??= ${text}); } }\n@Task() export class $TaskB { run() { return 'B ' + ($Task.text ??= ${text}); } }`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
      { others: { B: 'runs' } },
    ),
    runs(
      'a text that one task puts into a module and another takes',
      {
        'task.ts': `import { Task } from 'clew';\n${sync}\nimport { store } from './store.ts';\n@Task() export class $Task { run() { store.text ??= ${text}; return store.text.length + store.text; } }\n@Task() export class $TaskB { run() { return store.text ?? ${text}; } }`,
        'store.ts': `export const store: { text?: string } = {};`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
      { others: { B: 'runs' } },
    ),
    runs(
      'a text that tasks of two files keep in a third',
      {
        'task.ts': `import { Task } from 'clew';\nimport { load } from './memo.ts';\nexport { $TaskB } from './b.ts';\n@Task() export class $Task { run() { return load(); } }`,
        'b.ts': `import { Task } from 'clew';\nimport { load } from './memo.ts';\n@Task() export class $TaskB { run() { return 'B ' + load(); } }`,
        'memo.ts': `${sync}\nlet cache: string | undefined;\nexport const load = () => (cache ??= ${text});`,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
      { others: { B: 'runs' } },
    ),
    byName(
      'a Map by name, of which one file is edited',
      `const cache = new Map<string, string>();\nexport const load = (name: string) => { let found = cache.get(name); if (found === undefined) cache.set(name, (found = readFileSync('$here/' + name + '.txt', 'utf8'))); return found; };`,
      'cached',
      { cantBeKnown: 'memo' },
    ),
    byName(
      'an object by name, of which one file is edited',
      `const cache: Record<string, string> = {};\nexport const load = (name: string) => (cache[name] ??= readFileSync('$here/' + name + '.txt', 'utf8'));`,
      'cached',
      { cantBeKnown: 'memo' },
    ),
    byName(
      'a function without memory, of which one file is edited',
      `export const load = (name: string) => readFileSync('$here/' + name + '.txt', 'utf8');`,
    ),
    byName(
      'an async function without memory, of which one file is edited',
      `import { readFile } from 'node:fs/promises';\nexport const load = (name: string) => readFile('$here/' + name + '.txt', 'utf8');`,
    ),
    byName(
      'the last text that a variable keeps, for the next caller',
      `let last = '';\nexport const load = (name: string) => { const before = last; last = readFileSync('$here/' + name + '.txt', 'utf8'); return name === 'a' ? last : last + before; };`,
      'runs',
      { edit: { 'a.txt': 'two' } },
    ),
    byName(
      'a Map by name, of which the file of both is edited',
      `const cache = new Map<string, string>();\nexport const load = (name: string) => { if (!cache.has('all')) cache.set('all', readFileSync('$here/a.txt', 'utf8')); if (!cache.has(name)) cache.set(name, readFileSync('$here/' + name + '.txt', 'utf8')); return cache.get('all')! + cache.get(name)!; };`,
      'runs',
      { edit: { 'a.txt': 'two' } },
    ),
    runs(
      'one file of many that a fan-out loads by one function',
      {
        'task.ts': `
import { readFileSync } from 'node:fs';
import { FromEach, Param, Task } from 'clew';
const read = (name: string) => readFileSync('$here/' + name + '.txt', 'utf8');
@Task() export class $TaskLoad { @Param() name!: string; run() { return read(this.name); } }
@Task() export class $Task {
  @FromEach($TaskLoad, () => ['a', 'b', 'c'].map((name) => ({ name }))) all!: string[];
  run() { return this.all.length; }
}`,
        'a.txt': 'one',
        'b.txt': 'one',
        'c.txt': 'one',
      },
      { 'b.txt': 'two' },
      {
        others: { 'Load(name=a)': 'cached', 'Load(name=b)': 'runs', 'Load(name=c)': 'cached' },
        sameOutput: true,
      },
    ),
  ],
});
