import { basename } from 'node:path';
import type { ResolvedSettings } from '../config/load.ts';
import { isDurable } from '../lineage/record.ts';
import { Artifacts } from '../storage/artifacts.ts';
import { Codecs } from '../storage/codecs/codecs.ts';
import { Layers, type LayersOptions } from '../storage/layers.ts';

/** The artifacts of a project, as its settings say where they are and how they are written. */
export function artifactsOf(settings: ResolvedSettings, layers = layersOf(settings)): Artifacts {
  const { codecs, root, configFile } = settings;
  return new Artifacts(layers, new Codecs(codecs, root, configFile === null ? undefined : basename(configFile)));
}

/** Opens the layers. `instead`: other drivers than the settings name; `through`: wraps each driver. */
export function layersOf(
  settings: ResolvedSettings,
  instead?: LayersOptions['layers'],
  through?: LayersOptions['through'],
): Layers {
  const { layers, default: usual } = settings.storage;
  const { home, record } = settings;
  return new Layers({ layers: instead ?? layers, default: usual, home, durable: isDurable(record), through });
}
