import { userError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';

/** A setting that doesn't exist. */
export const unknownSetting = userError(
  'UNKNOWN_SETTING',
  (path: string, key: string, known: readonly string[], source: string) => ({
    message: `${source}: there is no setting ${path}.${didYouMean(key, known)}`,
    next: `Known here: ${known.join(', ')}.`,
  }),
);

/** A setting of the wrong kind. */
export const wrongSetting = userError('WRONG_SETTING', (path: string, wants: string, got: string, source: string) => ({
  message: `${source}: ${path} must be ${wants}; it is ${got}.`,
  next: `Correct ${path}.`,
}));

/** A settings file without settings in it. */
export const noSettings = userError('NO_SETTINGS', (file: string, exported: readonly string[]) => {
  const instead = exported.length > 0 ? `; it exports ${exported.join(', ')}` : '';
  return { message: `${file} has no default export${instead}.`, next: 'Write `export default defineConfig({ … })`.' };
});

export const unknownProfile = userError(
  'UNKNOWN_PROFILE',
  (name: string, known: readonly string[], source: string) => ({
    message: `${source} asks for the profile ${name}, which doesn't exist.${didYouMean(name, known)}`,
    next: `Profiles are: ${known.join(', ')}. Others are added under \`profiles\` in clew.config.ts.`,
  }),
);

/** The default layer is none of the layers. */
export const unknownLayer = userError('UNKNOWN_LAYER', (name: string, known: readonly string[]) => ({
  message: `storage.default names the layer ${name}, which isn't in storage.layers.${didYouMean(name, known)}`,
  next: `Layers are: ${known.join(', ')}.`,
}));

/** `workflows` names one file, and it isn't there. */
export const workflowFileMissing = userError('WORKFLOW_FILE_MISSING', (pattern: string, root: string) => ({
  message: `The setting workflows names ${pattern}, but there is no such file in ${root}.`,
  next: 'Correct the path; it is relative to the project.',
}));
