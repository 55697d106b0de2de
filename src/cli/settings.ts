import { join } from 'node:path';
import { type ResolvedSettings, loadSettings } from '../config/load.ts';
import { installLoader } from '../modules/loader.ts';
import type { Options } from './flags.ts';

/** The settings of the project that one stands in; from here on, its TypeScript can be imported. */
export async function settingsHere(profile: string | undefined): Promise<ResolvedSettings> {
  const settings = await loadSettings({ cwd: process.cwd(), profile });
  installLoader({ cacheDir: join(settings.home, 'cache') });
  return settings;
}

export const settingsFor = (options: Options): Promise<ResolvedSettings> => settingsHere(options.text('profile'));
