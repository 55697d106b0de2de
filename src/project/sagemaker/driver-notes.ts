import { relative, sep } from 'node:path';
import type { TaskNote } from '../../authoring/notes.ts';
import type { Watched } from '../../config/modules.ts';
import { packageFolderOf } from '../../dependencies/call-site.ts';
import {
  type Dependencies,
  type DigestedText,
  type PackageDependency,
  decodeDependencies,
  encodeDependencies,
  isEmpty,
} from '../../dependencies/dependencies.ts';
import { PackageNode } from '../../dependencies/package-node.ts';
import { packageNameOf } from '../../dependencies/reached.ts';
import { RunObserver } from '../../dependencies/run-observer.ts';
import type { DriverNotes } from '../../executors/sagemaker/driver-notes.ts';
import { isInNodeModules } from '../../modules/own-package.ts';
import type { Codebase } from '../code.ts';
import { observedTasks } from '../dependencies.ts';
import { leadsToPackage } from '../package-paths.ts';

/** Gives what goes with the jobs of a task. `bundled`: the files of packages that are sent. */
export function driverNotes(
  { log, scope }: Watched,
  code: Codebase,
  bundled: readonly string[],
): (note: TaskNote) => DriverNotes {
  const taskOf = observedTasks(scope, { reachOf: (note) => code.of(note).reach });
  const packages = packagesOf(bundled);
  const shown = (file: string): string => relative(scope.root, file).split(sep).join('/');
  const modules = code.entries.modules.map(shown);
  return (note) => {
    const task = taskOf(note);
    // What this process has itself loaded for the task, outside of any run.
    const observed = new RunObserver(log, task).finish();
    const own = decodeDependencies(observed?.text);
    const files: DigestedText[] = [...(observed?.packageFiles ?? [])];
    const unknown = [...own.unknown];
    const sent: PackageDependency[] = [];
    const known = new Set(own.packages.map(({ folder }) => folder));
    for (const node of task.hasVersion ? [] : packages) {
      const [folder, name] = [scope.pathIn(node.folder), packageNameOf(node.folder)];
      if (known.has(folder) || !Object.hasOwn(task.reach.packages, name)) continue;
      const { digest, text, changed, package: found } = node.content(log.digests);
      sent.push({ folder, name: found?.name ?? name, version: found?.version ?? null, files: digest });
      files.push({ digest, text });
      for (const file of changed) unknown.push(`${folder}/${file} changed while it was used`);
    }
    const dependencies: Dependencies = {
      modules: [],
      resolutions: own.resolutions.filter(leadsToPackage),
      packages: [...own.packages, ...sent],
      // Files that the author declares are meant as they are on this machine.
      files: own.files.filter(({ kind }) => kind === 'glob'),
      variables: own.variables,
      unknown,
    };
    const text = isEmpty(dependencies) ? null : encodeDependencies(dependencies);
    return { dependencies: text, packageFiles: files, modules };
  };
}

function packagesOf(files: readonly string[]): PackageNode[] {
  const found = new Map<string, PackageNode>();
  for (const file of files.filter(isInNodeModules)) {
    const folder = packageFolderOf(file);
    let node = found.get(folder);
    if (!node) found.set(folder, (node = new PackageNode(folder)));
    node.addFile(file);
  }
  return [...found.values()];
}
