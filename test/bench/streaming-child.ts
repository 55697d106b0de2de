// One file into an artifact, or one artifact into a file: what `storage.store()` and `Artifact.stream()` do.
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Artifacts } from '../../src/storage/artifacts.ts';
import { Layers } from '../../src/storage/layers.ts';
import type { ArtifactRef } from '../../src/storage/ref.ts';

const way = process.argv[2]!;
const layers = new Layers({ layers: { local: { folder: 'layer' } }, default: 'local', home: '.' });
const artifacts = new Artifacts(layers);
const before = process.memoryUsage.rss();
const start = performance.now();
if (way === 'in') {
  const options = { name: 'big.bin', prefix: `p/${process.pid}`, id: 'art-1', layer: 'local', label: 'big.bin' };
  const ref = await artifacts.write(createReadStream('source', { highWaterMark: 256 * 1024 }), options);
  writeFileSync('ref.json', JSON.stringify(ref));
} else {
  const ref = JSON.parse(readFileSync('ref.json', 'utf8')) as ArtifactRef;
  await pipeline(artifacts.stream(ref), createWriteStream('copy'));
}
const ms = performance.now() - start;
const mb = process.resourceUsage().maxRSS / 1024;
process.stderr.write(`\n${JSON.stringify({ ms, mb, before: before / 1024 ** 2 })}\n`);
