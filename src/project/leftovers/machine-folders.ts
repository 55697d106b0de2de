import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copiesBeyond, listCopies } from '../../storage/files/copy-list.ts';
import { copiesIn } from '../../storage/files/copies.ts';
import { temporaryOwner } from '../../values/temporary-folder.ts';
import { type Leftover, type Looked, gone, putAside } from './leftover.ts';
import { Idleness, Owners } from './owners.ts';
import type { Sought } from './search-places.ts';

/** Names of what is written beside its place first, and of what is put aside. */
const draft = /\.(?:partial|tmp)$/;

/** Looks for leftovers on this machine outside of the layers: scratch folders, drafts, and copies beyond their limit. */
export async function findMachineLeftovers(sought: Sought, idleness: Idleness): Promise<Looked[]> {
  const { home } = sought.layers;
  return [
    await look('scratch folders', tmpdir(), () => scratchFolders(sought)),
    await look('copies', copiesIn(home), async () => [
      ...(await drafts(sought, idleness)),
      ...(await oldCopies(sought, idleness)),
    ]),
  ];
}

async function look(layer: string, place: string, find: () => Promise<Leftover[]>): Promise<Looked> {
  const rest = { layer, place, foreign: 0, shared: 0 };
  try {
    return { ...rest, leftovers: await find(), error: undefined };
  } catch (error) {
    return { ...rest, leftovers: [], error };
  }
}

async function scratchFolders({ record, age }: Sought): Promise<Leftover[]> {
  const owners = new Owners(await record.runSpans(), Date.now(), age);
  const found: Leftover[] = [];
  for (const entry of await readdir(tmpdir(), { withFileTypes: true })) {
    const owner = entry.isDirectory() ? temporaryOwner(entry.name) : undefined;
    if (!owner) continue;
    const at = path.join(tmpdir(), entry.name);
    const stats = await lstat(at).catch(() => undefined);
    if (!stats || (process.getuid && stats.uid !== process.getuid())) continue;
    const rest = { what: 'scratch', key: entry.name, place: at, whole: true, discard: () => remove(at) } as const;
    if ('pid' in owner) {
      if (isAlive(owner.pid) || Date.now() - stats.mtimeMs < age) continue;
      found.push({ ...rest, componentRun: null, run: null, size: await sizeOf(at) });
      continue;
    }
    const { componentRun } = owner;
    const run = owners.of(componentRun);
    if (typeof run === 'string') continue;
    found.push({ ...rest, componentRun, run: run.id, size: await sizeOf(at) });
  }
  return found;
}

const remove = (at: string): Promise<boolean> => gone(rm(at, { recursive: true, force: true }));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function sizeOf(at: string): Promise<number> {
  let size = 0;
  for (const entry of await readdir(at, { recursive: true, withFileTypes: true }).catch(() => [])) {
    const found = await lstat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
    if (found?.isFile()) size += found.size;
  }
  return size;
}

/** Finds files in Clew's own folder whose writers were killed. */
async function drafts({ layers: { home }, age }: Sought, idleness: Idleness): Promise<Leftover[]> {
  const found: Leftover[] = [];
  const go = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const at = path.join(folder, entry.name);
      if (!draft.test(entry.name)) {
        if (entry.isDirectory() && !(folder === home && entry.name === 'storage')) await go(at);
        continue;
      }
      const stats = await lstat(at).catch(() => undefined);
      if (!stats || Date.now() - stats.mtimeMs < age) continue;
      const size = stats.isDirectory() ? await sizeOf(at) : stats.size;
      const discard = async (): Promise<boolean> => (await idleness.check()) && remove(at);
      found.push({ ...ofHome('draft', home, at), size, whole: false, discard });
    }
  };
  if (await idleness.check()) await go(home);
  return found;
}

/** Removes copies beyond the limit when a run is over, unless another one is at work. What can't be removed stays. */
export async function trimCopies(sought: Pick<Sought, 'record' | 'layers' | 'copies'>): Promise<void> {
  if (!existsSync(copiesIn(sought.layers.home))) return;
  try {
    for (const one of await oldCopies(sought, new Idleness(sought.record, 0))) if (!(await one.discard())) return;
  } catch {
    // Nobody has asked for it: `clew artifacts clean` says what is wrong.
  }
}

/** Copies beyond the limit, those first that nobody has asked for the longest. */
async function oldCopies(
  { layers: { home }, copies }: Pick<Sought, 'layers' | 'copies'>,
  idleness: Idleness,
): Promise<Leftover[]> {
  const beyond = copiesBeyond(await listCopies(home), copies);
  if (beyond.length === 0 || !(await idleness.check())) return [];
  return beyond.map(({ copy: { path: at }, frees: size }) => ({
    ...ofHome('copy', home, at),
    size,
    whole: true,
    discard: () => discardCopy(at, idleness),
  }));
}

/** A run that has been given its path before the last look is on record by then, and gets it back. */
async function discardCopy(at: string, idleness: Idleness): Promise<boolean> {
  if (!(await idleness.check())) return false;
  const aside = `${at}.${randomBytes(6).toString('hex')}.partial`;
  if (!(await putAside(at, aside))) return true;
  if (await idleness.check()) return remove(aside);
  // Somebody may have made it again meanwhile.
  await rename(aside, at).catch(() => rm(aside, { recursive: true, force: true }));
  return false;
}

function ofHome(what: Leftover['what'], home: string, at: string): Omit<Leftover, 'size' | 'whole' | 'discard'> {
  const key = path.relative(home, at).split(path.sep).join('/');
  return { what, key, place: at, componentRun: null, run: null };
}
