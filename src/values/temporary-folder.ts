import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Begins the path of a folder for `mkdtemp`. It says whose the folder is, so that one that a killed process has left can
 * be told from all others: a component run's, or else this process's.
 */
export function temporaryName(whose: string, folder?: string): string {
  const owner = whose.startsWith('cr-') ? whose : `${whose}-${process.pid}`;
  return path.join(folder || tmpdir(), `clew-${owner}-`);
}

const name = /^clew-(?:(cr-[0-9a-z]{15})|(?:audit|code|container)-(\d+))-[A-Za-z0-9]{6}$/;

/** The owner of a folder that was named so; undefined for everything else. */
export function temporaryOwner(
  folder: string,
): { readonly componentRun: string } | { readonly pid: number } | undefined {
  const [, componentRun, pid] = name.exec(folder) ?? [];
  if (componentRun !== undefined) return { componentRun };
  return pid === undefined ? undefined : { pid: Number(pid) };
}
