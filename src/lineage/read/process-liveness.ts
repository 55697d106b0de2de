import { hostname } from 'node:os';
import type { RunStatus } from '../entries.ts';

/** A run that says `running` but whose process is gone. Only this host can know that of its own processes. */
export function statusNow(
  status: RunStatus,
  { host, pid }: { readonly host: string; readonly pid: number },
): RunStatus {
  return status === 'running' && isGone(host, pid) ? 'died' : status;
}

/** Known for sure: it ran on this host, which has no such process any more. */
export function isGone(host: string, pid: number): boolean {
  return host === hostname() && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Anything but "no such process" means that there is one, which may be another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
