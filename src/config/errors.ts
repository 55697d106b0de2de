import { UserError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';

/** A setting that doesn't exist. */
export class UnknownSetting extends UserError {
  constructor(path: string, key: string, known: readonly string[], source: string) {
    super('UNKNOWN_SETTING', `${source}: there is no setting ${path}.${didYouMean(key, known)}`, {
      next: `Known here: ${known.join(', ')}.`,
    });
  }
}

/** A setting of the wrong kind. */
export class WrongSetting extends UserError {
  constructor(path: string, wants: string, got: string, source: string) {
    super('WRONG_SETTING', `${source}: ${path} must be ${wants}; it is ${got}.`, { next: `Correct ${path}.` });
  }
}

/** A settings file without settings in it. */
export class NoSettings extends UserError {
  constructor(file: string, exported: readonly string[]) {
    const instead = exported.length > 0 ? `; it exports ${exported.join(', ')}` : '';
    super('NO_SETTINGS', `${file} has no default export${instead}.`, {
      next: 'Write `export default defineConfig({ … })`.',
    });
  }
}

export class UnknownProfile extends UserError {
  constructor(name: string, known: readonly string[], source: string) {
    super('UNKNOWN_PROFILE', `${source} asks for the profile ${name}, which doesn't exist.${didYouMean(name, known)}`, {
      next: `Profiles are: ${known.join(', ')}. Others are added under \`profiles\` in clew.config.ts.`,
    });
  }
}

/** The default layer is none of the layers. */
export class UnknownLayer extends UserError {
  constructor(name: string, known: readonly string[]) {
    super(
      'UNKNOWN_LAYER',
      `storage.default names the layer ${name}, which isn't in storage.layers.${didYouMean(name, known)}`,
      {
        next: `Layers are: ${known.join(', ')}.`,
      },
    );
  }
}

/** `workflows` names one file, and it isn't there. */
export class WorkflowFileMissing extends UserError {
  constructor(pattern: string, root: string) {
    super('WORKFLOW_FILE_MISSING', `The setting workflows names ${pattern}, but there is no such file in ${root}.`, {
      next: 'Correct the path; it is relative to the project.',
    });
  }
}
