import type { ComponentRunDetails } from '../lineage/query-results.ts';
import type { LineageRecord } from '../lineage/record.ts';
import { dependenciesOf, usedFiles } from '../project/recorded-dependencies.ts';
import { parseRecorded } from '../values/parse-recorded.ts';

interface KeptFile {
  readonly path: string;
  readonly digest: string;
}

type WithCode = Pick<ComponentRunDetails, 'componentRun' | 'code'>;

/** A file as it was when it ran, from the code that the record keeps; undefined where that file isn't part of it. */
export async function keptSource(record: LineageRecord, details: WithCode, file: string): Promise<string | undefined> {
  const files = await keptFiles(record, details);
  // The project may lie elsewhere by now, so that only the end of the path is the same.
  const [found] = files
    .filter(({ path }) => file === path || file.endsWith(`/${path}`))
    .sort((a, b) => b.path.length - a.path.length);
  return found && record.code(found.digest);
}

/** Gives a component run's files, from its code and from what else it used: paths from the project's root. */
export async function keptFiles(record: LineageRecord, { componentRun, code }: WithCode): Promise<readonly KeptFile[]> {
  const text = code === null ? undefined : await record.code(code);
  const own = text === undefined ? [] : parseRecorded<{ readonly files: readonly KeptFile[] }>(text).files;
  const known = new Set(own.map(({ path }) => path));
  const used = usedFiles(await dependenciesOf(record, componentRun)).filter(({ path }) => !known.has(path));
  return [...own, ...used];
}
