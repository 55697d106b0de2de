import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ProcessInfo } from '../lineage/entries.ts';
import { idMaker } from '../values/id.ts';
import { version } from './version.ts';

const run = promisify(execFile);
const newProcessId = idMaker('proc', 5);

/** Describes this process for the record: who, where, and which state of the project's repository. */
export async function describeProcess(root: string): Promise<ProcessInfo> {
  const git = await gitState(root);
  return {
    id: newProcessId(),
    host: hostname(),
    pid: process.pid,
    user: userName(),
    cwd: process.cwd(),
    clewVersion: version,
    nodeVersion: process.versions.node,
    gitCommit: git.commit,
    gitDirty: git.dirty,
  };
}

/** Gives the name of the user who has started this process; null where there is none. */
export function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name: common in containers.
    return null;
  }
}

interface GitState {
  readonly commit: string | null;
  readonly dirty: boolean | null;
}

const nothing: GitState = { commit: null, dirty: null };

/** A look is a thousand times cheaper than starting git. */
function isInRepository(folder: string): boolean {
  if (existsSync(path.join(folder, '.git'))) return true;
  const above = path.dirname(folder);
  return above !== folder && isInRepository(above);
}

/** One call of git tells both. Without git, or outside of a repository, there is nothing to tell. */
async function gitState(root: string): Promise<GitState> {
  if (!isInRepository(root)) return nothing;
  try {
    const { stdout } = await run('git', ['status', '--porcelain=v2', '--branch'], {
      cwd: root,
      timeout: 5000,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
    });
    const commit = /^# branch\.oid ([0-9a-f]+)$/m.exec(stdout)?.[1] ?? null;
    return { commit, dirty: stdout.split('\n').some((line) => line !== '' && !line.startsWith('#')) };
  } catch {
    return nothing;
  }
}
