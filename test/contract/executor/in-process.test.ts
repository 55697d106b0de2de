import PQueue from 'p-queue';
import { noteOf } from '../../../src/authoring/notes.ts';
import { InProcessExecutor } from '../../../src/executors/in-process.ts';
import { modelFamilies } from '../../../src/families/model-families.ts';
import { Artifacts } from '../../../src/storage/artifacts.ts';
import { Layers } from '../../../src/storage/layers.ts';
import { executorContract } from './contract.ts';
import { observeHere } from './observed.ts';

executorContract('in this process', ({ layers, concurrency }) => {
  const site = {
    artifacts: new Artifacts(new Layers(layers)),
    families: modelFamilies,
    observe: observeHere(layers.home),

    async taskNamed({ module, name }: { module: string; name: string }) {
      const exports = (await import(module)) as Record<string, unknown>;
      const note = noteOf(exports[name]);
      if (!note) throw new Error(`${module} has no task ${name}`);
      return note;
    },
  };
  return new InProcessExecutor(site, new PQueue({ concurrency }));
});
