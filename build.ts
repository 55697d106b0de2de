// npm run build: bundles the program, writes the types that its public names need, the licences of what is bundled, and
// the software bill of materials.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { findBundledPackages } from './build/bundled-packages.ts';
import { renderLicenses } from './build/licenses.ts';
import { type Lock, makeSbom } from './build/sbom.ts';

const out = 'dist';
const types = join(out, 'types');

/** The files of chunks that are put together by name, below `src`. */
const common = [
  'modules/stack',
  'modules/resolve',
  'modules/own-package',
  'modules/candidates',
  'modules/snapshot',
  'plan/identity',
  'scheduler/why/comparable',
];
const cli = [
  'command',
  'exit',
  'flags',
  'process-guard',
  'parse',
  'terminal',
  ...['ascii', 'error', 'failure', 'help', 'rows', 'table', 'values', 'wrap'].map((name) => `render/${name}`),
].map((name) => `cli/${name}`);
const record = ['lineage/record', 'lineage/open-record', 'lineage/read/process-liveness'];

rmSync(out, { recursive: true, force: true });
const bundled = findBundledPackages(await bundle());
writeFileSync(join(out, 'THIRD-PARTY-LICENSES.md'), renderLicenses(bundled));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
writeFileSync(join(out, 'sbom.cdx.json'), `${JSON.stringify(makeSbom(lock, bundled), undefined, 2)}\n`);
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
keepReachable(...['index', 'testing/index', 'project/watch'].map((name) => join(types, `${name}.d.ts`)));

/** Tells whether a module is one of these; a file that was renamed must not fall out of its chunk in silence. */
function theseFiles(names: readonly string[]): (id: string) => boolean {
  const files = names.map((name) => resolve('src', `${name}.ts`));
  for (const file of files)
    if (!existsSync(file)) throw new Error(`build.ts puts ${file} into a chunk, and there is none.`);
  return (id) => files.includes(id);
}

/** What users install beside us, or share with us, stays outside; the rest is bundled, because starting must be quick. */
async function bundle(): Promise<string[]> {
  const build = await rolldown({
    input: {
      index: 'src/index.ts',
      testing: 'src/testing/index.ts',
      cli: 'src/cli/main.ts',
      watch: 'src/project/watch.ts',
      worker: 'src/project/worker.ts',
      'user-thread': 'src/dependencies/user-thread.ts',
      job: 'src/project/job.ts',
      recording: 'src/register/recording-thread.ts',
      digesting: 'src/storage/digesting/thread.ts',
    },
    platform: 'node',
    external: [/^node:/, 'typedi', 'reflect-metadata', 'pg', 'oxc-transform', 'apache-arrow', 'rolldown'],
    transform: { target: 'node22.15' },
  });
  const { output } = await build.write({
    dir: out,
    format: 'esm',
    // Of `.js`, Node would look up each time what the nearest package.json says.
    chunkFileNames: 'chunks/[name]-[hash].mjs',
    // A text with one character beyond ASCII takes V8 twice the bytes, and Node several times as long to decode.
    charset: 'ascii',
    comments: { annotation: true, jsdoc: false, legal: false },
    // Each file costs starting a third of a millisecond: what is needed together is one, from what every command needs
    // up to what a run needs.
    codeSplitting: {
      groups: [
        { name: 'line-diff', test: /\/src\/values\/line-diff\.ts$|\/node_modules\/diff\// },
        {
          name: 'base',
          test: /\/src\/(values\/|(.*\/)?errors\.ts$|executors\/process-output\.ts$|project\/version\.ts$)/,
          minShareCount: 3,
        },
        { name: 'common', test: theseFiles(common) },
        { name: 'cli', test: theseFiles(cli) },
        { name: 'code', test: /\/src\/(modules|dependencies|config)\//, minShareCount: 4 },
        { name: 'record', test: theseFiles(record) },
        { name: 'run', test: /\/src\/(scheduler\/(?!why\/)|plan\/|runtime\/|authoring\/)/, minShareCount: 3 },
      ],
    },
  });
  await build.close();
  return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
}

/** The types of the public names and all that they mention; those of the inside are nobody's business. */
function keepReachable(...entries: readonly string[]): void {
  const reached = new Set(entries.map((entry) => resolve(entry)));
  // A set hands out what is added while it is walked.
  for (const file of reached) {
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()["'](\.[^"']+)["']/g)) {
      const target = resolve(dirname(file), specifier!.replace(/\.[jt]s$/, '.d.ts'));
      if (existsSync(target)) reached.add(target);
    }
  }
  for (const entryOf of readdirSync(types, { recursive: true, withFileTypes: true })) {
    const file = resolve(entryOf.parentPath, entryOf.name);
    if (entryOf.isFile() && !reached.has(file)) rmSync(file);
  }
}
