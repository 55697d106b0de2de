import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ResolvedSettings } from '../../config/load.ts';
import { openModules } from '../../config/modules.ts';
import { decodeDependencies, encodeDependencies, isEmpty } from '../../dependencies/dependencies.ts';
import type { DriverNotes } from '../../executors/sagemaker/driver-notes.ts';
import type { KeptDependencies, KeptText } from '../../lineage/entries.ts';
import type { JobSite } from '../../runtime/run-job.ts';
import { digestOf } from '../../values/digest.ts';
import { Codebase } from '../code.ts';
import { observerOf } from '../dependencies.ts';
import { isInstalled, leadsToPackage } from '../package-paths.ts';

/** Notes what jobs use in a container, and adds what the driver has sent. */
export function observerIn(settings: ResolvedSettings, notes: DriverNotes | undefined): JobSite['observe'] {
  if (!notes) return undefined;
  const { root, configFile } = settings;
  // Files that no task here needs weren't sent.
  const modules = notes.modules.map((path) => resolve(root, path)).filter((file) => existsSync(file));
  const code = new Codebase(root, { modules, settings: configFile });
  // The driver notes variables: the record's key doesn't leave it.
  const observe = observerOf(openModules(settings), { reachOf: (note) => ({ ...code.of(note).reach, variables: [] }) });
  return (note, job) => {
    const { during, finish } = observe(note, job);
    return { during, finish: () => withNotes(finish(), notes) };
  };
}

/** Paths are relative to the project's root on both sides; packages lie where the driver says. */
export function withNotes(here: KeptDependencies | null, notes: DriverNotes): KeptDependencies | null {
  const own = decodeDependencies(here?.texts.find(({ kind }) => kind === 'dependencies')?.content);
  const there = decodeDependencies(notes.dependencies ?? undefined);
  const whole = {
    modules: own.modules.filter(({ path }) => !isInstalled(path)),
    resolutions: [...own.resolutions.filter((one) => !leadsToPackage(one)), ...there.resolutions],
    packages: there.packages,
    files: [...own.files.filter(({ kind }) => kind !== 'glob'), ...there.files],
    variables: there.variables,
    unknown: [...own.unknown, ...there.unknown],
  };
  if (isEmpty(whole)) return null;
  const content = encodeDependencies(whole);
  const digest = digestOf(content);
  const texts: KeptText[] = [
    { digest, kind: 'dependencies', content },
    ...notes.packageFiles.map((files): KeptText => ({
      digest: files.digest,
      kind: 'package-files',
      content: files.text,
    })),
    ...(here?.texts ?? []).filter(({ kind }) => kind !== 'dependencies' && kind !== 'package-files'),
  ];
  return { digest, texts };
}
