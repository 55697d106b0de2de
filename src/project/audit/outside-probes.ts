import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { isInNodeModules } from '../../modules/own-package.ts';
import { shownPath } from '../../modules/stack.ts';
import { loadSqlite } from '../../lineage/sqlite/load.ts';
import { useExecutions } from '../../runtime/current-execution.ts';
import type { OutsideUse } from '../../runtime/job.ts';
import { OutsideUseLog, packageOf } from './outside-use-log.ts';

type AnyFunction = (...args: unknown[]) => unknown;
type Describe = (args: readonly unknown[]) => string;

/** Puts probes around whatever asks the world for something. For a process that runs one job of an audit and ends. */
export function installProbes(): OutsideUseLog {
  useExecutions();
  const log = new OutsideUseLog();
  const watch = (owner: object, name: string, kind: OutsideUse['kind'], what: Describe): void =>
    replaceMethod(owner, name, (original) => {
      const apply = (target: AnyFunction, self: unknown, args: unknown[]): unknown => {
        log.note(kind, () => what(args), apply);
        return Reflect.apply(target, self, args);
      };
      return new Proxy(original, { apply });
    });
  watchClocks(watch, log);
  watchRandomness(watch);
  watchNetwork(watch);
  watchPrograms(watch);
  watch(process, 'dlopen', 'native', ([, file]) => nativeName(String(file)));
  watchDatabases(log);
  syncBuiltinESMExports();
  return log;
}

type Watch = (owner: object, name: string, kind: OutsideUse['kind'], what: Describe) => void;

function watchClocks(watch: Watch, log: OutsideUseLog): void {
  const own = Date;
  watch(own, 'now', 'clock', () => 'Date.now()');
  watch(Object.getPrototypeOf(performance) as object, 'now', 'clock', () => 'performance.now()');
  watch(process.hrtime, 'bigint', 'clock', () => 'process.hrtime.bigint()');
  watch(process, 'hrtime', 'clock', () => 'process.hrtime()');
  const construct = (target: Function, args: unknown[], newTarget: Function): object => {
    if (args.length === 0) log.note('clock', () => 'new Date()', construct);
    return Reflect.construct(target, args, newTarget) as object;
  };
  const apply = (target: () => string, self: unknown, args: []): string => {
    log.note('clock', () => 'Date()', apply);
    return Reflect.apply(target, self, args);
  };
  globalThis.Date = new Proxy(own, { construct, apply }) as DateConstructor;
  // The `constructor` of a date has to be the `Date` that everyone sees.
  own.prototype.constructor = globalThis.Date;
}

function watchRandomness(watch: Watch): void {
  watch(Math, 'random', 'random', () => 'Math.random()');
  const web = Object.getPrototypeOf(globalThis.crypto) as object;
  const names = ['randomUUID', 'getRandomValues', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync'];
  for (const name of names) {
    watch(crypto, name, 'random', () => `crypto.${name}()`);
    watch(web, name, 'random', () => `crypto.${name}()`);
  }
}

function watchNetwork(watch: Watch): void {
  watch(globalThis, 'fetch', 'network', ([target]) => address(target));
  watch(net.Socket.prototype, 'connect', 'network', endpoint);
  for (const owner of [dns, dns.promises]) {
    for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveTxt', 'resolveSrv']) {
      watch(owner, name, 'network', ([host]) => String(host));
    }
  }
}

function watchPrograms(watch: Watch): void {
  const spawned: Describe = ([options]) => String((options as { file?: unknown } | undefined)?.file);
  watch(childProcess.ChildProcess.prototype, 'spawn', 'program', spawned);
  // The arguments may be secret.
  const first: Describe = ([command]) => String(command).trim().split(' ', 1)[0]!;
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) watch(childProcess, name, 'program', first);
}

function watchDatabases(log: OutsideUseLog): void {
  const sqlite = loadSqlite();
  const construct = (target: Function, args: unknown[], newTarget: Function): object => {
    const [file] = args;
    if (file !== ':memory:' && file !== '') log.note('database', () => fileName(file), construct);
    return Reflect.construct(target, args, newTarget) as object;
  };
  replaceMethod(sqlite, 'DatabaseSync', (original) => new Proxy<Function>(original, { construct }) as AnyFunction);
}

/** Leaves what isn't there, or can't be replaced, as it is: then nothing is said of it. */
function replaceMethod(owner: object, name: string, replace: (original: AnyFunction) => AnyFunction): void {
  const original = (owner as Record<string, unknown>)[name];
  if (typeof original !== 'function') return;
  Reflect.defineProperty(owner, name, {
    value: replace(original as AnyFunction),
    enumerable: Object.getOwnPropertyDescriptor(owner, name)?.enumerable ?? true,
    configurable: true,
    writable: true,
  });
}

/** Gives an address without the parts that may be secret. */
function address(target: unknown): string {
  const text = String((target as { url?: unknown } | null)?.url ?? target);
  if (!URL.canParse(text)) return text;
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname === '/' ? '' : pathname}`;
}

/**
 * Describes the arguments of `net.connect(port, host)`, also in the form in which Node passes them on: a list with the
 * options first.
 */
const endpoint: Describe = (args) => {
  const [first, host] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first !== 'object' || first === null) return `${typeof host === 'string' ? host : 'localhost'}:${first}`;
  const options = first as { readonly path?: string | null; readonly host?: string; readonly port?: number | string };
  return options.path ? options.path : `${options.host ?? 'localhost'}:${options.port}`;
};

const nativeName = (file: string): string => (isInNodeModules(file) ? packageOf(file) : shownPath(file));

const fileName = (file: unknown): string => {
  const text = String(file);
  return shownPath(text.startsWith('file:') && URL.canParse(text) ? decodeURIComponent(new URL(text).pathname) : text);
};
