import { badOption } from './errors.ts';

/** Where an isolated task runs: in a thread of the process, or in a process of its own. */
export type Isolation = 'thread' | 'process';

/**
 * An amount of memory as people write it.
 *
 * @example `'512 MB'`, `'4 GB'`
 */
export type Memory = `${number} ${'MB' | 'GB'}` | `${number}${'MB' | 'GB'}`;

/** Isolation as the note keeps it. */
export interface SettledIsolation {
  readonly isolate: Isolation | false | undefined;
  /** In MB. */
  readonly memory: number | undefined;
}

const allowed = new Set<unknown>([undefined, false, 'thread', 'process']);

export function settleIsolation(
  { isolate, memory }: { readonly isolate?: Isolation | false; readonly memory?: Memory },
  where: string,
): SettledIsolation {
  if (!allowed.has(isolate))
    throw badOption(where, `isolate is ${JSON.stringify(isolate)}`, "Give 'thread', 'process' or false.");
  return { isolate, memory: settleMemory(memory, isolate, where) };
}

/** Less than this, and Node itself has no room. */
const least = 16;

function settleMemory(memory: unknown, isolate: unknown, where: string): number | undefined {
  if (memory === undefined) return undefined;
  const [, amount, unit] = (typeof memory === 'string' && /^(\d+(?:\.\d+)?)\s*(MB|GB)$/.exec(memory.trim())) || [];
  const mb = Math.floor(Number(amount) * (unit === 'GB' ? 1024 : 1));
  if (amount === undefined)
    throw badOption(where, `memory is ${JSON.stringify(memory)}`, "Write it like '512 MB' or '4 GB'.");
  if (mb < least) throw badOption(where, `memory is ${memory as string}`, `Give ${least} MB or more.`);
  if (isolate === false)
    throw badOption(where, 'memory has a limit only in isolation', 'Leave it out, or leave out `isolate: false`.');
  return mb;
}
