import { AsyncLocalStorage } from 'node:async_hooks';
import { unobserved } from '../dependencies/run-notes.ts';
import type { StorageDriver } from './driver.ts';
import path from 'node:path';
import { unknownLayer } from './errors.ts';
import { FolderDriver } from './folder.ts';
import { MemoryDriver } from './memory.ts';
import { S3Driver } from './s3/driver.ts';
import type { S3Settings } from './s3/settings.ts';

/** The settings of one layer: a folder, memory, a bucket, or an object that someone wrote. */
export type LayerSettings = { readonly folder: string } | { readonly memory: true } | S3Settings | StorageDriver;

export interface LayersOptions {
  readonly layers: Readonly<Record<string, LayerSettings>>;
  /** Takes the larger values of tasks that name no layer. */
  readonly default: string;
  /** Where layers live that have a name of their own but no settings. */
  readonly home: string;
  /** Folders keep what was put in spite of a power cut. */
  readonly durable?: boolean;
  /** Stands before each driver when it is opened. */
  readonly through?: ((driver: StorageDriver, layer: string) => StorageDriver) | undefined;
}

const isDriver = (settings: LayerSettings): settings is StorageDriver => 'put' in settings;

/** The storage layers of one project by name, each opened when it is first asked for. */
export class Layers {
  readonly default: string;
  /** Where Clew keeps what is its own on this machine. */
  readonly home: string;
  readonly #settings: LayersOptions;
  readonly #open = new Map<string, StorageDriver>();

  constructor(options: LayersOptions) {
    this.#settings = options;
    this.default = options.default;
    this.home = options.home;
  }

  get names(): string[] {
    return [...new Set([...Object.keys(this.#settings.layers), 's3'])];
  }

  /** `s3` without a bucket means a folder here; everything else has to be in the settings. */
  stoodInFor(name: string): string | undefined {
    return name === 's3' && !Object.hasOwn(this.#settings.layers, name)
      ? path.join(this.#settings.home, 'storage', 's3')
      : undefined;
  }

  /** Checks for what is wrong with a layer whatever is kept there, so that it is said before anything runs. */
  check(name: string, askedBy?: string): void {
    const driver = this.driver(name, askedBy);
    if (driver instanceof S3Driver) driver.check();
  }

  driver(name: string, askedBy = 'An artifact'): StorageDriver {
    let driver = this.#open.get(name);
    if (!driver) {
      const made = this.#make(name, askedBy);
      driver = this.#settings.through?.(made, name) ?? made;
      this.#open.set(name, driver);
    }
    return driver;
  }

  #make(name: string, askedBy: string): StorageDriver {
    const standIn = this.stoodInFor(name);
    const { durable = false } = this.#settings;
    if (standIn) return new FolderDriver(standIn, { durable });
    if (!Object.hasOwn(this.#settings.layers, name)) throw unknownLayer(name, askedBy, this.names);
    const settings = this.#settings.layers[name]!;
    if (isDriver(settings)) return unobservedDriver(settings);
    if ('s3' in settings) return new S3Driver(settings);
    return 'folder' in settings ? new FolderDriver(settings.folder, { durable }) : new MemoryDriver();
  }
}

/**
 * Wraps a user-written driver so that no task depends on its own reads: they bring back what was kept. Reading a value
 * that it is given to keep still counts for the code that gave it.
 */
export function unobservedDriver(driver: StorageDriver): StorageDriver {
  const known = new Map<PropertyKey, unknown>();
  return new Proxy(driver, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      let quiet = known.get(name);
      if (!quiet) known.set(name, (quiet = quietly(target, value as AnyFunction)));
      return quiet;
    },
  });
}

type AnyFunction = (...args: unknown[]) => unknown;

function quietly(driver: StorageDriver, work: AnyFunction): AnyFunction {
  return (...args) => {
    const observed = AsyncLocalStorage.snapshot();
    const given = args.map((arg) => (isIterable(arg) ? within(arg, observed) : arg));
    const result = unobserved(() => work.apply(driver, given));
    return isIterable(result) ? within(result, unobserved) : result;
  };
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** Gives an iterable over the same values that takes each step inside `step`. */
function within(iterable: AsyncIterable<unknown>, step: <T>(work: () => T) => T): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = step(() => iterable[Symbol.asyncIterator]());
      return {
        next: () => step(() => iterator.next()),
        return: async (value) =>
          iterator.return ? step(() => iterator.return!(value)) : { done: true as const, value },
      };
    },
  };
}
