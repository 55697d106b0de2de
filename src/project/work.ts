import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { loadSettings } from '../config/load.ts';
import { serve } from '../executors/workers/serve.ts';
import { installLoader } from '../modules/loader.ts';
import type { JobSite } from '../runtime/run-job.ts';
import { UnsharedDriver } from '../storage/unshared.ts';
import { layersOf } from './artifacts.ts';
import { siteOf } from './site.ts';

/** What a worker is told of the project: it reads the settings itself, because layers may be functions. */
export interface Origin {
  readonly root: string;
  readonly profile: string;
}

/** Runs jobs until the parent has no more. */
export function work(): void {
  serve(() => open(JSON.parse((workerData as string | null) ?? process.argv[2]!) as Origin));
}

async function open({ root, profile }: Origin): Promise<JobSite> {
  const settings = await loadSettings({ cwd: root, profile });
  installLoader({ cacheDir: join(settings.home, 'cache') });
  const layers = Object.entries(settings.storage.layers).map(
    ([name, layer]) => [name, 'memory' in layer ? new UnsharedDriver() : layer] as const,
  );
  return siteOf(settings, layersOf(settings, Object.fromEntries(layers)));
}
