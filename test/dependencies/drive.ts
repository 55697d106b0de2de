/** The program of these tests' child processes: `node drive.ts <scene as JSON>`, in a project's folder. */
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { decodeDependencies, decodePackageFiles } from '../../src/dependencies/dependencies.ts';
import { installWatchers } from '../../src/dependencies/install-watchers.ts';
import { RunObserver, observing } from '../../src/dependencies/run-observer.ts';
import { installLoader } from '../../src/modules/loader.ts';
import type { ObservedTask } from '../../src/dependencies/observed-task.ts';
import type { Scene, SceneRun, SceneReach } from './scene.ts';

const scene = JSON.parse(process.argv[2]!) as Scene;
const root = process.cwd();
installLoader({ cacheDir: '.clew/cache' });

const log = installWatchers({
  digestFile: resolve('.clew/cache/digests'),
  facts: {
    ...(scene.plain && { hasEffects: (file) => !scene.plain!.includes(file.slice(root.length + 1)) }),
    ...(scene.stateless && { holdsState: (file) => !scene.stateless!.includes(file.slice(root.length + 1)) }),
  },
});

const scope = log.scopeOf(root, resolve('.clew'));
scope.variableKey = 'key';

/** Tasks of the same reach have the same object, as they have in the program. */
const tasks = new Map<string, ObservedTask>();

function taskOf(reach: SceneReach = {}): ObservedTask {
  const key = JSON.stringify(reach);
  let known = tasks.get(key);
  if (!known) {
    const found = {
      files: new Set((reach.files ?? [scene.module]).map((file) => resolve(file))),
      partFiles: new Set((reach.partFiles ?? []).map((file) => resolve(file))),
      memoryFiles: [],
      reaches: (file: string, line: number) => found.files.has(file) && !reach.unreached?.includes(line),
      holdsState: reach.holdsState ?? false,
      variables: reach.variables ?? [],
      packages: reach.packages ?? {},
    };
    known = { scope, reach: found, reads: [], ignore: [], hasVersion: false };
    tasks.set(key, known);
  }
  return known;
}

const address = pathToFileURL(resolve(scene.module)).href;
// So that the import comes from a user's file, as far as anybody can see.
const exports = (await import(address)) as Record<string, (...args: unknown[]) => unknown>;

async function perform({ call, args = [], reach }: SceneRun): Promise<object> {
  const observer = new RunObserver(log, taskOf(reach));
  let value: unknown;
  let error: string | undefined;
  try {
    value = await observing(observer, () => exports[call]!(...args));
  } catch (thrown) {
    error = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
  }
  const found = observer.finish();
  return {
    value,
    error,
    dependencies: found && decodeDependencies(found.text),
    packageFiles: found?.packageFiles.map(({ text }) => decodePackageFiles(text)),
  };
}

const results: object[] = [];
if (scene.together) results.push(...(await Promise.all(scene.runs.map(perform))));
else for (const run of scene.runs) results.push(await perform(run));
log.digests.save();
process.stdout.write(JSON.stringify(results), () => process.exit());
