import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** From top to bottom: a room imports only from the rooms below it. */
const rooms = ['index', 'cli', 'testing', 'register', 'inspect', 'project', 'config', 'executors', 'scheduler', 'runtime', 'families', 'plan', 'lineage', 'storage',
  'dependencies', 'authoring', 'modules', 'values', 'errors']; // prettier-ignore

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(path.sep).join('/'))
  .toSorted();

interface Import {
  readonly file: string;
  readonly line: number;
  /** As it is written. */
  readonly specifier: string;
  /** Below `src`, where it is one of our files. */
  readonly target: string | undefined;
}

const imports: readonly Import[] = files.flatMap(importsOf);

/** Static, dynamic, of types and re-exports; what stands in comments is no import. */
function importsOf(file: string): Import[] {
  const source = readFileSync(path.join(src, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, (comment) =>
    comment.replaceAll(/[^\n]/g, ' '),
  );
  const found = source.matchAll(
    /^\s*(?:import|export)\b[^;'"]*?\bfrom\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm,
  );
  return Array.from(found, (match) => {
    const specifier = match[1] ?? match[2] ?? match[3]!;
    const line = source.slice(0, match.index + match[0].length).split('\n').length;
    const target = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : undefined;
    return { file, line, specifier, target: target && files.includes(target) ? target : undefined };
  });
}

const roomOf = (file: string): string => file.split('/')[0]!.replace(/\.ts$/, '');
const shown = ({ file, line, specifier }: Import): string => `src/${file}:${line} imports '${specifier}'`;

it('house rules: every file is in a room, and every import leads to a file', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => !rooms.includes(roomOf(file)))).toEqual([]);
  const lost = imports.filter(
    ({ specifier, target }) => specifier.startsWith('.') && !target && !specifier.endsWith('package.json'),
  );
  expect(lost.map(shown)).toEqual([]);
  // What is counted here would otherwise prove nothing.
  expect(imports.filter(({ target }) => target).length).toBeGreaterThan(300);
});

it('house rules: imports go from upper rooms to lower ones', () => {
  const upwards = imports.filter(
    ({ file, target }) =>
      target && roomOf(file) !== roomOf(target) && rooms.indexOf(roomOf(target)) < rooms.indexOf(roomOf(file)),
  );
  expect(upwards.map(shown)).toEqual([]);
});

it('house rules: typedi is imported by one file', () => {
  const users = new Set(imports.filter(({ specifier }) => specifier === 'typedi').map(({ file }) => file));
  expect([...users]).toEqual(['runtime/injection-container.ts']);
});

it('house rules: files do not import each other in a cycle', () => {
  const below = new Map(files.map((file) => [file, [] as string[]]));
  for (const { file, target } of imports) if (target) below.get(file)!.push(target);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (way.includes(file) || done.has(file)) return;
    for (const next of below.get(file)!) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

/** Names that told a reader nothing, and must not come back. */
const retired = new Set(['looks', 'line', 'ahead', 'wide', 'gates', 'ending', 'endings', 'reporting', 'because', 'historian', 'sides',
  'rest', 'grow', 'record-over', 'answers', 'gathering', 'ways', 'way-up', 'past', 'many', 'used', 'repeatable', 'died', 'outside',
  'future', 'clean', 'remarks', 'commentary', 'known', 'kept', 'keeping', 'sole', 'local', 'flow', 'about', 'named', 'unshared',
  'onlooker', 'when', 'look', 'words', 'proof', 'settle', 'things', 'pick', 'ids', 'subject', 'traced', 'circle', 'leave', 'here',
  'remembered', 'held', 'sight', 'site', 'work', 'at-home', 'said', 'hearing', 'flight', 'sweep', 'gate', 'places', 'parcel', 'asked',
  'bare', 'own', 'lay', 'arrange', 'tree', 'verdicts', 'on', 'place', 'record-lineage', 'made-here', 'stuck']); // prettier-ignore

it('house rules: file names and constants avoid the retired names', () => {
  const named = files.map((file) => path.basename(file, '.ts'));
  expect(
    files.filter(
      (_, i) =>
        retired.has(named[i]!) && files[i] !== 'executors/sagemaker/site.ts' && !files[i]!.startsWith('cli/commands/'),
    ),
  ).toEqual([]);
  const constants = files.flatMap((file) =>
    [
      ...readFileSync(path.join(src, file), 'utf8').matchAll(
        /^(?:export )?const ((?:most|longest|usual)[A-Z]\w*|usual|atOnce)\b/gm,
      ),
    ]
      .map(([, name]) => `src/${file}: ${name}`)
      .filter((one) => !one.endsWith('changes/compare.ts: mostFrequent')),
  );
  expect(constants).toEqual([]);
});

it('house rules: doc comments begin with a verb or a noun', () => {
  const begun = files.flatMap((file) =>
    [
      ...readFileSync(path.join(src, file), 'utf8').matchAll(
        /^ *\/\*\*(?:\n *\*)? *((?:What|Who|Whose|Of|Those)\b[^\n]*)/gm,
      ),
    ].map(([, text]) => `src/${file}: ${text}`),
  );
  expect(begun).toEqual([]);
});

it('house rules: paths in the documents exist', () => {
  const root = path.join(src, '..');
  const documents = [
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'README.md',
    ...readdirSync(path.join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const lost = documents.flatMap((document) =>
    [...readFileSync(path.join(root, document), 'utf8').matchAll(/`((?:src|test|examples|templates)\/[\w./-]+)`/g)]
      .map(([, file]) => file!)
      .filter((file) => !existsSync(path.join(root, file)))
      .map((file) => `${document}: ${file}`),
  );
  expect(lost).toEqual([]);
});

it('house rules: few files have only one importer and no test', () => {
  const users = Map.groupBy(
    imports.filter(({ target }) => target),
    ({ target }) => target!,
  );
  const tests = readdirSync(path.join(src, '../test'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const tested = new Set(
    tests.flatMap((file) =>
      [...readFileSync(path.join(src, '../test', file), 'utf8').matchAll(/'(\.[^']+\.ts)'/g)].map(([, specifier]) =>
        path.posix.relative('src', path.posix.join('test', path.posix.dirname(file), specifier!)),
      ),
    ),
  );
  const lonely = files.filter((file) => {
    const lines = readFileSync(path.join(src, file), 'utf8').split('\n').length;
    const isPart = /errors\.ts$|\/migrations\/|\/commands\/|\/index\.ts$/.test(file);
    return lines <= 45 && !isPart && !tested.has(file) && new Set(users.get(file)?.map((one) => one.file)).size === 1;
  });
  expect(lonely.length, lonely.join('\n')).toBeLessThanOrEqual(20);
});

it('house rules: files stay small', () => {
  const sizes = files.map((file) => readFileSync(path.join(src, file), 'utf8').split('\n').length - 1);
  const large = files.filter((_, i) => sizes[i]! > 300);
  expect(large).toEqual([]);
  expect(sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(100);
});

/** Functions that make a describe of their own, and the files that they are in. */
const suites = {
  codecsContract: 'contract/codecs/contract.ts',
  executorContract: 'contract/executor/contract.ts',
  exportsOf: 'support/exports.ts',
  filesContract: 'storage/files/contract.ts',
  identityGroup: 'identity/group.ts',
  isolationContract: 'contract/executor/isolation.ts',
  recordSuite: 'contract/record/suite.ts',
  storageContract: 'contract/storage/contract.ts',
};

/** Words that people search tests by. */
const features = ['cache', 'cancel', 'codec', 'dependencies', 'fan-out', 'handlers', 'identity', 'impact', 'isolation', 'lease', 'limit',
  'migration', 'package exports', 'Parquet', 'PostgreSQL', 'preview', 'resume', 'retries', 'review', 'S3', 'SageMaker', 'secret',
  'settings', 'SQLite', 'stream', 'timeout', 'tolerate', 'trace']; // prettier-ignore

describe('titles of tests', () => {
  const folder = path.join(src, '../test');
  const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));
  const titles = tests.flatMap(({ text }) =>
    Array.from(
      text.matchAll(/(?:\b(?:describe|it|test)(?:\.\w+)*|\))\(\s*(['"`])((?:\\.|(?!\1)[^\\\n])+)\1,/g),
      (match) => match[2]!,
    ),
  );

  it('every file of tests has a describe at its top, or calls a suite that has one', () => {
    const begins = new RegExp(String.raw`^(?:describe\b|(?:${Object.keys(suites).join('|')})\()`, 'm');
    const bare = tests.filter(({ file, text }) => file.endsWith('.test.ts') && !begins.test(text));
    expect(bare.map(({ file }) => file)).toEqual([]);
    const empty = Object.values(suites).filter(
      (file) => !tests.find((one) => one.file === file)?.text.includes('describe('),
    );
    expect(empty).toEqual([]);
  });

  it('vitest -t finds the tests of each feature', () => {
    expect(titles.length).toBeGreaterThan(1000);
    expect(features.filter((feature) => !titles.some((title) => title.includes(feature)))).toEqual([]);
  });
});
