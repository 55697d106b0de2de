import { basename } from 'node:path';
import type { ResolvedSettings } from '../config/load.ts';
import { Codecs } from '../storage/codecs/codecs.ts';

/** The project's own codecs and the built-in ones. */
export function codecsOf({ codecs, root, configFile }: ResolvedSettings): Codecs {
  return new Codecs(codecs, root, configFile === null ? undefined : basename(configFile));
}
