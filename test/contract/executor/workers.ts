import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import PQueue from 'p-queue';
import type { Isolation } from '../../../src/authoring/isolate.ts';
import { type TaskNote, noteOf } from '../../../src/authoring/notes.ts';
import { WorkerExecutor } from '../../../src/executors/workers/executor.ts';
import { workerEntry } from '../../../src/project/executor.ts';
import type { MakeExecutor } from './bench.ts';
import * as rogues from './rogues.ts';
import * as tasks from './tasks.ts';

const notes = Object.values({ ...tasks, ...rogues }).map((task) => noteOf(task)!);
const taskNamed = (name: string): TaskNote | undefined => notes.find((note) => note.name === name);

/** Executors whose workers run the source as it is here: an entry that Node itself can read. */
export const workers =
  (isolation: Isolation): MakeExecutor =>
  async ({ layers: { home }, concurrency }) => {
    // What a worker reads for itself.
    const settings = { storage: { layers: { local: { folder: path.join(home, 'local') } } } };
    await writeFile(path.join(home, 'clew.config.mjs'), `export default ${JSON.stringify(settings)};`);
    const origin = JSON.stringify({ root: home, profile: 'local' });
    return new WorkerExecutor(
      isolation,
      { entry: workerEntry, origin, taskNamed, made: async () => [] },
      new PQueue({ concurrency }),
    );
  };
