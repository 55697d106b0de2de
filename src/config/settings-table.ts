import type { Isolation } from '../authoring/isolate.ts';
import { listOf, mapOf, object, oneOf, positive, shape, text, wholeNumber, type Optional } from './settings-shape.ts';
import { sagemaker } from './sagemaker.ts';
import { sandbox } from './sandbox.ts';
import { codec, layer, record } from './settings-sections.ts';

/** Names go into paths, tables and addresses. */
const safeName = /^[A-Za-z0-9][\w.-]*$/;

/** Every setting that a profile may change: its name, its type, what is allowed. Types and messages are made of it. */
export const profileTable = {
  /** The project's name. Default: the name in package.json, else the folder's. */
  project: shape<string>(
    "a name of letters, digits, '.', '-' and '_'",
    (value) => typeof value === 'string' && safeName.test(value),
  ),
  /** Where workflows lie: files, or patterns with `*`, `**`, `?` and `{a,b}`, relative to the project. */
  workflows: listOf(text('a file or a pattern')),
  /** The database that remembers. Default: SQLite in `.clew/record.db`. */
  record,
  /** Where artifacts' bytes live. */
  storage: object(
    {
      /** The layer for values over 64 KiB of tasks that name none. Default: `local`. */
      default: text('the name of a storage layer'),
      /** Each layer by the name that tasks use. `local`, a folder in `.clew`, is always there. */
      layers: mapOf(layer, 'storage layers by name'),
      /** A server that every bucket is replaced by, as `clew sandbox` prints it. Default: buckets are where they are. */
      sandbox,
      /** Gigabytes that copies of remote artifacts may take in `.clew/copies`. Default: 20. */
      copiesGb: positive,
    },
    "{ default?: 'name', layers?: { … }, sandbox?: { … }, copiesGb? }",
  ),
  /** Ways of one's own to write and read values, asked before the built-in ones: `[csv, points]`. */
  codecs: listOf(codec),
  /** The metrics that a run of a task with that model family should record, besides the built-in families. */
  modelFamilies: mapOf(
    object({ metrics: listOf(text('the name of a metric')) }, "{ metrics: ['name', …] }", ['metrics']),
    'model families by name',
  ),
  /** The number of tasks that run at a time. Default: the number of cores, at least 4. */
  concurrency: wholeNumber(1),
  /** Resources, and how much of each: `{ gpu: 1 }`. Tasks take them by `@Task({ limits: … })`. Default: nothing. */
  limits: mapOf(wholeNumber(0), 'capacities by name, as { gpu: 1 }'),
  /** Where tasks run that don't say so themselves: each in a thread or a process apart. Default: `false`. */
  isolate: oneOf<Isolation | false>('thread', 'process', false),
  /** The settings for `--on sagemaker`: the role, the image and more. Default: nothing, and everything runs here. */
  sagemaker,
};

/** The settings that a profile changes. */
export const profileShape = object(profileTable, 'settings');

/** The whole of `clew.config.ts`. */
export const table = {
  ...profileTable,
  /** Each is merged over the settings above, section by section; asked for by `--profile` or CLEW_PROFILE. */
  profiles: mapOf(profileShape, 'profiles by name'),
  /** The profile that is taken when none is asked for. Default: `local`. */
  profile: text('the name of a profile'),
};

export const settingsShape = object(table, 'settings, as defineConfig takes them');

export type ProfileSettings = Optional<typeof profileTable>;

/** The settings that `clew.config.ts` may have; all of them are optional. */
export type Settings = Optional<typeof table>;

export const defaultWorkflows: readonly string[] = ['workflow.ts', 'workflows/**/*.ts', 'src/workflows/**/*.ts'];

/**
 * The settings of a project, with their types: the default export of `clew.config.ts`.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'clew';
 *
 * export default defineConfig({
 *   storage: { layers: { scratch: { memory: true } } },
 *   profiles: {
 *     ci: { record: { postgres: 'postgres://ci@db/clew' }, concurrency: 2 },
 *   },
 * });
 * ```
 */
export function defineConfig(settings: Settings): Settings {
  return settings;
}
