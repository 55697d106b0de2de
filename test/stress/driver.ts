// So many pipelines at once, in one process: what `stress.ts` puts under load. The last line says how it went.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from 'clew';

const [pipelines] = process.argv.slice(2).map(Number) as [number];
const { Inference } = (await import(pathToFileURL(path.resolve('pipeline.js')).href)) as typeof import('./pipeline.ts');

const started = performance.now();
const ended = await Promise.allSettled(
  Array.from({ length: pipelines }, async (_, n) => {
    const { output } = await run(Inference, { n }, { on: 'sagemaker' });
    if (!output.isGood || output.n !== n || output.answers !== 1000)
      throw new Error(`${n} gave ${JSON.stringify(output)}`);
  }),
);
const ms = performance.now() - started;
const failures = ended.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
console.log(JSON.stringify({ ms, failures, mb: Math.round(process.resourceUsage().maxRSS / 1024) }));
