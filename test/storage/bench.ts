import path from 'node:path';
import { Artifacts } from '../../src/storage/artifacts.ts';
import type { Codecs } from '../../src/storage/codecs/codecs.ts';
import { BoundLayer } from '../../src/storage/layer.ts';
import { Layers } from '../../src/storage/layers.ts';
import type { ArtifactRef } from '../../src/storage/ref.ts';
import { temporaryFolder } from './folder.ts';

/** Two folders and a memory, as a project has them. */
export interface StorageBench {
  readonly home: string;
  readonly layers: Layers;
  readonly artifacts: Artifacts;
  /** The layer of one execution more. */
  bound(layer?: string | null, signal?: AbortSignal): BoundLayer;
  /** Where an artifact's file is. */
  fileOf(ref: ArtifactRef): string;
}

export async function storageBench(): Promise<StorageBench> {
  const home = await temporaryFolder();
  const layers = new Layers({
    layers: {
      local: { folder: path.join(home, 'local') },
      other: { folder: path.join(home, 'other') },
      ram: { memory: true },
    },
    default: 'local',
    home,
  });
  const artifacts = new Artifacts(layers);
  let executions = 0;
  return {
    home,
    layers,
    artifacts,
    bound: (layer = null, signal) => {
      const componentRun = `cr-${++executions}`;
      return new BoundLayer(artifacts, {
        componentRun,
        layer,
        prefix: `project/task/Train/${componentRun}`,
        ...(signal && { signal }),
      });
    },
    fileOf: (ref) => artifacts.place(ref),
  };
}

/** A bench, and a way to write on it. */
export async function writingBench(codecs?: Codecs) {
  const bench = await storageBench();
  const artifacts = codecs ? new Artifacts(bench.layers, codecs) : new Artifacts(bench.layers);
  let count = 0;
  const write = (given: unknown, { layer = null as string | null, codec = undefined as string | undefined } = {}) =>
    artifacts.write(given, { id: `art-${++count}`, name: 'output', prefix: `p/${count}`, layer, label: 'it', codec });
  return { bench, artifacts, write };
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
