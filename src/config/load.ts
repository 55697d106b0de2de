import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { SageMakerSettings } from '../executors/sagemaker/settings.ts';
import type { RecordSettings } from '../lineage/record.ts';
import { importModule } from '../modules/import.ts';
import { packageIn } from '../modules/packages.ts';
import { findProjectRoot, settingsFileIn } from '../modules/root.ts';
import { noSettings, unknownLayer, unknownProfile } from './errors.ts';
import { fromEnvironment, leaseExpiryFrom, settingsIn, type Environment } from './environment.ts';
import { openModules } from './modules.ts';
import { inSandbox } from './sandbox.ts';
import type { LayerSettings } from './settings-sections.ts';
import {
  defaultWorkflows,
  profileShape,
  settingsShape,
  type ProfileSettings,
  type Settings,
} from './settings-table.ts';

/** The settings of a project, whole: every path absolute, every default filled in. */
export interface ResolvedSettings {
  readonly root: string;
  /** Clew's own folder: `.clew` in the project, or CLEW_HOME. */
  readonly home: string;
  readonly configFile: string | null;
  readonly profile: string;
  /** The names of all profiles. */
  readonly profiles: readonly string[];
  /** The profile of commands that name none. */
  readonly defaultProfile: string;
  readonly project: string;
  /** As written: files and patterns relative to the root. */
  readonly workflows: readonly string[];
  readonly record: RecordSettings;
  readonly storage: {
    readonly default: string;
    readonly layers: Readonly<Record<string, LayerSettings>>;
    /** The layers that the settings name; `local` is in `layers` even if it isn't one of them. */
    readonly configured: readonly string[];
    /** Bytes that copies of what lies elsewhere may take on this machine. */
    readonly copies: number;
  };
  readonly codecs: NonNullable<Settings['codecs']>;
  readonly modelFamilies: NonNullable<Settings['modelFamilies']>;
  readonly concurrency: number;
  /** Capacities by name. */
  readonly limits: Readonly<Record<string, number>>;
  readonly isolate: NonNullable<Settings['isolate']>;
  /** As far as the settings say anything of it. */
  readonly sagemaker: Partial<SageMakerSettings>;
  /** Milliseconds; undefined for what is usual. */
  readonly leaseExpiry: number | undefined;
}

export interface LoadSettingsOptions {
  /** A folder or a file in the project. */
  readonly cwd: string;
  /** The settings file of the project whose root is `cwd`, null where it has none. Default: looked for. */
  readonly configFile?: string | null;
  readonly profile?: string | undefined;
  /** Default: the process's own. */
  readonly env?: Environment;
  /** The settings that were asked for by flags: stronger than everything else. */
  readonly overrides?: ProfileSettings;
}

/** Finds the project, reads its settings file and lays over it, in this order, the profile, the environment and the overrides. */
export async function loadSettings(options: LoadSettingsOptions): Promise<ResolvedSettings> {
  const env = options.env ?? process.env;
  const root = options.configFile === undefined ? findProjectRoot(options.cwd) : options.cwd;
  const home = resolve(root, env['CLEW_HOME'] || '.clew');
  const { configFile = settingsFileIn(root) ?? null } = options;
  const { profiles = {}, profile: usual, ...base } = configFile === null ? {} : await read(configFile, root, home);
  const profile = chooseProfile(
    [
      [options.profile, 'The command'],
      [env['CLEW_PROFILE'] || undefined, 'CLEW_PROFILE'],
      [usual, configFile === null ? '' : basename(configFile)],
    ],
    Object.keys(profiles),
  );
  const overrides = profileShape.check(options.overrides ?? {}, { path: '', source: 'The command' });
  const layers = [profiles[profile] ?? {}, settingsIn(env), fromEnvironment(env), overrides];
  const defaultProfile = env['CLEW_PROFILE'] || usual || 'local';
  const filled = fillIn(layers.reduce(merge, base), root, home);
  const names = [...new Set(['local', ...Object.keys(profiles)])];
  return {
    root,
    home,
    configFile,
    profile,
    profiles: names,
    defaultProfile,
    ...filled,
    leaseExpiry: leaseExpiryFrom(env),
  };
}

async function read(file: string, root: string, home: string): Promise<Settings> {
  // The settings file is TypeScript itself.
  openModules({ root, home });
  const exports = await importModule(file);
  let settings = exports['default'];
  // CommonJS that tsc made of `export default`.
  if (typeof settings === 'object' && settings !== null && '__esModule' in settings && 'default' in settings) {
    settings = settings.default;
  }
  if (settings === undefined) throw noSettings(basename(file), Object.keys(exports));
  return settingsShape.check(settings, { path: '', source: basename(file) });
}

function chooseProfile(asked: readonly (readonly [string | undefined, string])[], names: readonly string[]): string {
  const [name, source] = asked.find(([name]) => name !== undefined) ?? [];
  if (name === undefined || name === 'local') return 'local';
  if (!names.includes(name)) throw unknownProfile(name, [...new Set(['local', ...names])], source!);
  return name;
}

const defaultCopiesGb = 20;

type Filled = Omit<
  ResolvedSettings,
  'defaultProfile' | 'profiles' | 'root' | 'home' | 'configFile' | 'profile' | 'leaseExpiry'
>;

function fillIn(settings: ProfileSettings, root: string, home: string): Filled {
  const { layers: named = {}, sandbox, copiesGb = defaultCopiesGb } = settings.storage ?? {};
  const layers: Record<string, LayerSettings> = { local: { folder: join(home, 'storage', 'local') } };
  for (const [name, layer] of Object.entries(named)) {
    layers[name] =
      'folder' in layer ? { folder: resolve(root, layer.folder) } : sandbox ? inSandbox(layer, sandbox) : layer;
  }
  const defaultLayer = settings.storage?.default ?? 'local';
  if (!Object.hasOwn(layers, defaultLayer)) throw unknownLayer(defaultLayer, Object.keys(layers));
  const record = settings.record ?? { sqlite: join(home, 'record.db') };
  return {
    project: settings.project ?? projectName(root),
    workflows: settings.workflows ?? defaultWorkflows,
    record: 'sqlite' in record ? { ...record, sqlite: resolve(root, record.sqlite) } : record,
    storage: { default: defaultLayer, layers, configured: Object.keys(named), copies: copiesGb * 1e9 },
    codecs: settings.codecs ?? [],
    modelFamilies: settings.modelFamilies ?? {},
    concurrency: settings.concurrency ?? Math.max(4, availableParallelism()),
    limits: settings.limits ?? {},
    isolate: settings.isolate ?? false,
    sagemaker: settings.sagemaker ?? {},
  };
}

/** `@acme/downtime` becomes `acme-downtime`. */
function projectName(root: string): string {
  const name = packageIn(root)?.name ?? basename(root);
  return name.replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '') || 'project';
}

/** Lays settings over others, section by section: a layer, a family or a limit replaces the one of the same name and no other. */
export function merge(base: ProfileSettings, over: ProfileSettings): ProfileSettings {
  const merged: { -readonly [K in keyof ProfileSettings]: ProfileSettings[K] } = { ...base, ...over };
  // Details of one database mean nothing to the other.
  if (base.record && over.record && 'sqlite' in base.record === 'sqlite' in over.record) {
    merged.record = { ...base.record, ...over.record };
  }
  if (base.storage && over.storage) {
    const layers = { ...base.storage.layers, ...over.storage.layers };
    merged.storage = { ...base.storage, ...over.storage, layers };
  }
  if (base.modelFamilies && over.modelFamilies) merged.modelFamilies = { ...base.modelFamilies, ...over.modelFamilies };
  if (base.sagemaker && over.sagemaker) merged.sagemaker = { ...base.sagemaker, ...over.sagemaker };
  if (base.limits && over.limits) merged.limits = { ...base.limits, ...over.limits };
  return merged;
}
