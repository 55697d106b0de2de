import { type TaskNote, noteOf } from '../../../src/authoring/notes.ts';
import { modelFamilies } from '../../../src/families/model-families.ts';
import { Artifacts } from '../../../src/storage/artifacts.ts';
import { Layers } from '../../../src/storage/layers.ts';
import { startSandbox } from '../../support/sagemaker.ts';
import { executorContract } from './contract.ts';
import { observeHere } from './observed.ts';
import * as tasks from './tasks.ts';

const notes = new Map(Object.values(tasks).map((task) => [noteOf(task)!.name, noteOf(task)!]));
const taskNamed = (name: string): TaskNote | undefined => notes.get(name);

executorContract(
  'on SageMaker',
  async ({ layers, concurrency }) => {
    const sandbox = await startSandbox(taskNamed);
    sandbox.site = {
      artifacts: new Artifacts(new Layers(layers)),
      families: modelFamilies,
      observe: observeHere(layers.home),
      taskNamed: ({ module, name }) => {
        const note = taskNamed(name);
        if (!note) throw new Error(`${module} has no task ${name}`);
        return note;
      },
    };
    return sandbox.executor({}, concurrency);
  },
  { secrets: 'refused' },
);
