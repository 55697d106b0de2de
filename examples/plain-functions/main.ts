// npx node examples/plain-functions/main.ts: no workflow, no run. Functions that read and write files.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { clean } from './clean.ts';
import { featurize } from './featurize.ts';
import { inference } from './inference.ts';
import { serve } from './serve.ts';

const here = import.meta.dirname;
const out = join(here, 'out');
const file = (name: string): string => join(out, name);

await mkdir(out, { recursive: true });
await clean(join(here, 'data/readings.csv'), file('clean.csv'));
await featurize(file('clean.csv'), file('features.json'));
await inference(file('features.json'), join(here, 'data/model.json'), file('risks.json'));

for (const machine of ['M-7', 'M-14']) {
  const { risk, id } = await serve(file('risks.json'), machine);
  console.log(`${machine} ${risk}  npx clew bt ${id}`);
}
