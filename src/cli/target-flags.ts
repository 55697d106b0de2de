import type { ResolvedSettings } from '../config/load.ts';
import { type TaskModel, modelOf } from '../plan/model.ts';
import { type FlagLoader, helpFlag } from './command.ts';
import type { Flag } from './flags.ts';
import { paramFlags } from './params.ts';
import { settingsHere } from './settings.ts';
import { type Target, findTarget, looksLikeFile } from './target.ts';

/** A target that was named, with all that its parameters are read by. */
export interface NamedTarget {
  readonly settings: ResolvedSettings;
  readonly target: Target;
  readonly model: TaskModel;
}

/** The parameters of the target that a command names, as options beside its own. `isNamed`: whether words name one. */
export const targetFlags = (
  own: readonly Flag[],
  isNamed = (first: string | undefined): first is string => first !== undefined,
): FlagLoader<NamedTarget> => ({
  usage: '[--param value …]',
  async load(typed, profile, invoked) {
    const [first] = typed;
    if (!isNamed(first)) return undefined;
    const settings = await settingsHere(profile);
    const words = typed.slice(0, looksLikeFile(first) ? 2 : 1);
    const target = await findTarget(words, settings);
    const { note } = target;
    const model = modelOf(note);
    return {
      flags: paramFlags(model, [...own, helpFlag]),
      value: { settings, target, model },
      words,
      name: note.name,
      isWhole: words.length > 1 || !looksLikeFile(first),
      invoked: [invoked, ...words].join(' '),
      doc: note.doc ?? `${note.kind} ${note.name}`,
    };
  },
});
