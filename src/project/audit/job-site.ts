import { join } from 'node:path';
import type { ResolvedSettings } from '../../config/load.ts';
import { type RecordHome, recordOnlyIn } from '../../runtime/current-execution.ts';
import type { JobSite } from '../../runtime/run-job.ts';
import type { Layers, LayersOptions } from '../../storage/layers.ts';
import { OverlayDriver } from '../../storage/overlay.ts';
import { layersOf } from '../artifacts.ts';
import { siteOf } from '../job-site.ts';
import { installProbes } from './outside-probes.ts';

/** Makes this process one that leaves no trace and tells what its job asked the world for. */
export function auditSiteOf(settings: ResolvedSettings, layers: LayersOptions['layers'], folder: string): JobSite {
  const home: RecordHome = { root: settings.root, record: { sqlite: ':memory:' } };
  recordOnlyIn(home);
  const log = installProbes();
  const site = siteOf(settings, overlaidLayers(settings, folder, layers));
  return { ...site, home, outsideUses: () => log.uses };
}

/** Gives the layers of a project with a folder that receives all writes. */
export function overlaidLayers(settings: ResolvedSettings, folder: string, instead?: LayersOptions['layers']): Layers {
  return layersOf(settings, instead, (driver, layer) => new OverlayDriver(driver, join(folder, layer)));
}
