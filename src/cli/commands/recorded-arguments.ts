import { userError } from '../../errors.ts';
import type { TaskModel } from '../../plan/model.ts';
import { readArguments, secretNames } from '../../project/arguments.ts';
import { forgetVariables, readParams, variable } from '../params.ts';

export const missingSecrets = userError(
  'MISSING_SECRETS',
  (run: string, variables: readonly string[], command: string) => {
    const names = variables.join(' and ');
    return {
      message: `${run} was given secrets, which no record keeps: ${names} must be in the environment.`,
      next: `${variables.map((name) => `${name}=…`).join(' ')} ${command}`,
    };
  },
);

/**
 * Gives the arguments that a target gets once more, by the record of a run; `command` asks for that. Secrets come from
 * variables: they are the one thing that no record keeps.
 */
export function keptArguments(
  model: TaskModel,
  kept: string,
  { run, command }: { readonly run: string; readonly command: string },
): Record<string, unknown> {
  const { values, secrets } = readArguments(model, kept);
  const hidden = [...model.params].filter(([name, { secret }]) => secret || secrets.includes(name));
  const given = readParams({ ...model, params: new Map(hidden) }, new Map(), command);
  const missing = secrets.filter((name) => model.params.has(name) && given[name] === undefined);
  if (missing.length > 0) throw missingSecrets(run, missing.map(variable), command);
  const all = { ...given, ...values };
  forgetVariables(secretNames(model, all));
  return all;
}
