import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Storms: random programs, kills, every fault at every request, packages that are installed elsewhere, and each contract
 * with the drivers that take longest. `npm run test:long` runs them, and so does what decides whether a change lands.
 */
export const long: readonly string[] = [
  'test/bench/**/*.test.ts',
  'test/cli/canary/**/*.test.ts',
  'test/cli/{audit,audit-notes,jobs,large-output,many,output,sagemaker,streams}.test.ts',
  'test/contract/codecs/*.test.ts',
  'test/contract/executor/{process,sagemaker,sagemaker-container}.test.ts',
  'test/contract/record/postgres.test.ts',
  'test/contract/storage/{emulator,s3}.test.ts',
  'test/examples/{audit,aws,images}.test.ts',
  'test/faults/**/*.test.ts',
  'test/identity/isolation.test.ts',
  'test/identity/random/**/*.test.ts',
  'test/model/**/*.test.ts',
  'test/package/**/*.test.ts',
  'test/stress/**/*.test.ts',
  'test/testing/sagemaker/faults.test.ts',
];

/** Start nothing themselves, but what they test does, or takes seconds. */
const slow: readonly string[] = [
  'test/contract/**',
  'test/executors/sagemaker/executor.test.ts',
  'test/inspect/review/planted.test.ts',
  'test/project/time-limit.test.ts',
  'test/register/**',
  'test/storage/files/{layers,stored-file}.test.ts',
  'test/storage/tables/{parquet,parts,readers}.test.ts',
];

/** Starts processes, threads or servers, or measures the process that it runs in. */
const isAlone =
  /'node:(?:child_process|cluster|http|net|worker_threads)'|node-pty|\/src\/testing\/index\.ts'|memoryUsage/;

/** Finds the tests that start neither processes nor servers: those whose files, and the help they import, name no way to. */
export function findQuickTests(): string[] {
  const known = new Map<string, boolean>();
  const isQuick = (file: string): boolean => {
    const before = known.get(file);
    if (before !== undefined) return before;
    // Files that import each other in a circle don't make each other slow.
    known.set(file, true);
    const source = readFileSync(file, 'utf8');
    const answer = !isAlone.test(source) && importsOf(file, source).every(isQuick);
    known.set(file, answer);
    return answer;
  };
  const isLeftOut = (file: string): boolean => [...long, ...slow].some((pattern) => path.matchesGlob(file, pattern));
  return globSync('test/**/*.test.ts')
    .filter((file) => !isLeftOut(file) && isQuick(file))
    .toSorted();
}

/** Gives the files below `test/` that a file imports. */
const importsOf = (file: string, source: string): string[] =>
  Array.from(source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g), ([, specifier]) =>
    path.join(path.dirname(file), specifier!),
  ).filter((imported) => imported.startsWith(`test${path.sep}`) && existsSync(imported));
