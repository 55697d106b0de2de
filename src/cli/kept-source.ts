import type { Record } from '../lineage/record.ts';

interface KeptFile {
  readonly path: string;
  readonly digest: string;
}

/** A file as it was when it ran, from the code that the record keeps; undefined where that file isn't part of it. */
export async function keptSource(record: Record, manifest: string | null, file: string): Promise<string | undefined> {
  const files = await keptFiles(record, manifest);
  // The project may lie elsewhere by now, so that only the end of the path is the same.
  const [found] = files
    .filter(({ path }) => file === path || file.endsWith(`/${path}`))
    .sort((a, b) => b.path.length - a.path.length);
  return found && record.code(found.digest);
}

/** The files of some code, those of the project: paths from its root. */
export async function keptFiles(record: Record, manifest: string | null): Promise<readonly KeptFile[]> {
  const text = manifest === null ? undefined : await record.code(manifest);
  return text === undefined ? [] : (JSON.parse(text) as { readonly files: readonly KeptFile[] }).files;
}
