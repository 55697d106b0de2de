import { join } from 'node:path';
import workerThreads, { setEnvironmentData } from 'node:worker_threads';
import { isOwnFile, packageRoot } from '../modules/own-package.ts';
import { type FileWatch, type WatchedCall, absolutePath } from './file-watch.ts';
import { optionIn, withInherited } from './open-flags.ts';
import { ThreadReads } from './thread-reads.ts';
import { type ThreadSetup, setupKey } from './thread-setup.ts';
import { noteFile, noteWords } from './watch-children.ts';

const entry = join(
  packageRoot,
  import.meta.url.endsWith('.ts') ? 'src/dependencies/user-thread.ts' : 'dist/user-thread.js',
);

/** Set where this thread itself reports what it reads: those that it starts report to the same one. */
let ownSetup: ThreadSetup | undefined;

export function handOnSetup(setup: ThreadSetup): void {
  ownSetup = setup;
}

/** Watches worker threads that are started: their files count, and what they load and read while they run. */
export function watchWorkers(watch: FileWatch): void {
  const original = workerThreads.Worker;
  const construct = (target: typeof original, args: unknown[], newTarget: Function): object => {
    const [file, options] = args;
    if (!optionIn(options, 'eval')) noteFile(watch, absolutePath(file), construct);
    const argv = optionIn(options, 'argv');
    if (Array.isArray(argv)) noteWords(watch, argv, undefined, construct);
    const start = (given: readonly unknown[]): InstanceType<typeof original> =>
      Reflect.construct(target, given, newTarget === made ? target : newTarget);
    const call = isOwnFile(absolutePath(file) ?? '') ? undefined : watch.callAnywhere(construct);
    return call && isUsers(call) ? startWatched(watch, call, args, start) : start(args);
  };
  const made = new Proxy(original, { construct });
  workerThreads.Worker = made;
}

/** Tells whether a call is the project's, or made for a component run. */
const isUsers = ({ site, run }: WatchedCall): boolean => site.kind === 'file' || run !== undefined;

type Start<W> = (args: readonly unknown[]) => W;

function startWatched<W extends workerThreads.Worker>(
  { log }: FileWatch,
  call: WatchedCall,
  args: readonly unknown[],
  start: Start<W>,
): W {
  const [file, options] = args;
  const own = optionIn(options, 'execArgv') ?? undefined;
  if ((options !== undefined && !isObject(options)) || (own !== undefined && !Array.isArray(own))) return start(args);
  const reads = ownSetup ? undefined : new ThreadReads(log, call);
  const setup = ownSetup ?? { channel: reads!.channel, scopes: log.scopes };
  const withFlags = (flags: readonly unknown[]): W => {
    setEnvironmentData(setupKey, setup as unknown as workerThreads.Serializable);
    try {
      return start([file, { ...withInherited(options ?? {}), execArgv: [...flags, '--require', entry] }]);
    } finally {
      setEnvironmentData(setupKey, undefined as unknown as workerThreads.Serializable);
    }
  };
  try {
    const worker = own ? withFlags(own) : withInheritedFlags(withFlags);
    if (reads) worker.once('exit', () => reads.close());
    return worker;
  } catch (error) {
    reads?.close();
    throw error;
  }
}

/** A thread inherits the flags of its process, but may not be given those that are for whole processes. */
function withInheritedFlags<W>(start: (flags: readonly string[]) => W): W {
  try {
    return start(process.execArgv);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error;
    const refused = new Set(
      message
        .slice(message.indexOf(':') + 1)
        .split(',')
        .map((flag) => flag.trim()),
    );
    return start(process.execArgv.filter((flag) => !refused.has(flag)));
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
