import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import PQueue from 'p-queue';
import { onTestFinished, vi } from 'vitest';
import type { Isolation } from '../../../src/authoring/isolate.ts';
import { type TaskNote, noteOf } from '../../../src/authoring/notes.ts';
import { WorkerExecutor } from '../../../src/executors/workers/executor.ts';
import { takeSnapshot } from '../../../src/modules/snapshot.ts';
import type { WorkerProgram } from '../../../src/project/worker-program.ts';
import type { MakeExecutor } from './bench.ts';
import * as rogues from './rogues.ts';
import * as tasks from './tasks.ts';

const notes = Object.values({ ...tasks, ...rogues }).map((task) => noteOf(task)!);
const taskNamed = (name: string): TaskNote | undefined => notes.find((note) => note.name === name);

/** The program as this process has it, and a key as a record would have one. */
const program = (): WorkerProgram => ({
  snapshot: takeSnapshot(),
  variableKey: 'key',
  entries: { modules: [], settings: null },
});

const entry = fileURLToPath(new URL('worker-entry.mjs', import.meta.url));

/** Executors whose workers run the source as it is here. */
export const workers =
  (isolation: Isolation): MakeExecutor =>
  async ({ layers: { home }, concurrency }) => {
    // What a worker reads for itself.
    const settings = { storage: { layers: { local: { folder: path.join(home, 'local') } } } };
    await writeFile(path.join(home, 'clew.config.mjs'), `export default ${JSON.stringify(settings)};`);
    // Files of temporary folders count for nothing, and this repository may lie in one.
    vi.stubEnv('TMPDIR', home);
    onTestFinished(() => void vi.unstubAllEnvs());
    const configFile = path.join(home, 'clew.config.mjs');
    const origin = JSON.stringify({ root: home, profile: 'local', configFile });
    return new WorkerExecutor(
      isolation,
      { entry, origin, program, taskNamed, made: async () => [] },
      new PQueue({ concurrency }),
    );
  };
