import type { Record } from '../lineage/record.ts';

/** A file as it was when it ran, from the code that the record keeps; undefined where that file isn't part of it. */
export async function keptSource(record: Record, manifest: string | null, file: string): Promise<string | undefined> {
  const text = manifest === null ? undefined : await record.code(manifest);
  if (text === undefined) return undefined;
  const { files } = JSON.parse(text) as { files: readonly { readonly path: string; readonly digest: string }[] };
  // The project may lie elsewhere by now, so that only the end of the path is the same.
  const [found] = files.filter(({ path }) => file.endsWith(`/${path}`)).sort((a, b) => b.path.length - a.path.length);
  return found && record.code(found.digest);
}
