import type { ParamNote } from '../authoring/notes.ts';
import { userError } from '../errors.ts';
import { typeName } from '../plan/bind.ts';
import type { TaskModel } from '../plan/model.ts';
import { secretNames } from '../project/arguments.ts';
import { display } from '../values/display.ts';
import { mask } from '../values/hashed-secret.ts';
import { Secrets } from '../values/secrets.ts';
import type { Flag } from './flags.ts';
import { parseParam } from './parse-param.ts';
import { inline } from './render/values.ts';

export const reservedParam = userError('RESERVED_PARAM', (task: string, name: string) => ({
  message: `${task} has a parameter "${name}", and --${name} is an option of run-workflow itself.`,
  next: 'Give the parameter another name.',
}));

export const badParam = userError('BAD_PARAM', (source: string, why: string, command: string) => ({
  message: `${source} ${why}.`,
  next: `${command} --help lists its parameters.`,
}));

export const kebab = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

/** `CLEW_PARAM_API_TOKEN`, for what should not stand on a command line. */
export const variable = (name: string): string => `CLEW_PARAM_${kebab(name).replaceAll(/\W/g, '_').toUpperCase()}`;

/** The options that a task's parameters make. */
export function paramFlags({ note, params, defaults }: TaskModel, reserved: readonly Flag[]): Flag[] {
  const taken = new Set(reserved.flatMap(({ name, short }) => [name, ...(short ? [short] : [])]));
  const secret = secretNames({ params, defaults }, {});
  return [...params.values()].map((param) => {
    const name = kebab(param.name);
    if (taken.has(name) || taken.has(param.name)) throw reservedParam(note.name, param.name);
    const type =
      param.type === Boolean
        ? ({ type: 'switch' } as const)
        : ({ type: 'text', value: `<${typeName(param.type)}>` } as const);
    return {
      name,
      ...type,
      doc: docOf({ ...param, secret: secret.has(param.name) }, defaults[param.name]),
      ...(name === param.name ? {} : { aliases: [param.name] }),
      many: param.type === Array,
    };
  });
}

export const missingParams = userError(
  'MISSING_PARAM',
  (task: string, options: readonly string[], command: string) => ({
    message: `${task} needs ${options.join(' and ')}.`,
    next: `${command} --help lists its parameters.`,
  }),
);

/** Says of all that is missing at once, and in the words of the command line. */
export function checkRequired(model: TaskModel, params: Readonly<Record<string, unknown>>, command: string): void {
  const missing = [...model.params.values()].filter(
    (param) => params[param.name] === undefined && model.defaults[param.name] === undefined && isRequired(param),
  );
  if (missing.length === 0) return;
  const options = missing.map(({ name, type, secret }) =>
    secret ? `${variable(name)} in the environment` : `--${kebab(name)} <${typeName(type)}>`,
  );
  throw missingParams(model.note.name, options, command);
}

const isRequired = (param: ParamNote): boolean => !param.optional && !acceptsNothing(param);

function docOf(param: ParamNote, byDefault: unknown): string {
  const parts = param.doc ? [param.doc] : [];
  if (byDefault !== undefined) parts.push(`default ${param.secret ? mask : inline(display(byDefault))}`);
  else if (isRequired(param)) parts.push('required');
  if (param.secret) parts.push(`secret, may come from ${variable(param.name)}`);
  if (!param.significant) parts.push('takes no part in caching');
  return parts.join('; ');
}

function acceptsNothing({ schema }: ParamNote): boolean {
  const result = schema?.['~standard'].validate(undefined);
  return result !== undefined && !(result instanceof Promise) && !result.issues;
}

/** Gives the texts that stand for one parameter: what was typed, else what its variable holds. */
type TextsOf = (param: ParamNote) => readonly string[];

/** Gives what was typed for secret parameters, as it stood there, and their defaults. */
function typedSecrets({ params, defaults }: TaskModel, textsOf: TextsOf): Secrets {
  const secret = [...params.values()].filter((param) => param.secret);
  return Secrets.of(...secret.flatMap((param) => [...textsOf(param), defaults[param.name]]));
}

/** Reads what was typed, as values for the parameters; those that were not typed are left to the plan. */
export function readParams(
  model: TaskModel,
  texts: ReadonlyMap<string, readonly string[]>,
  command: string,
  env = process.env,
): Record<string, unknown> {
  const textsOf: TextsOf = ({ name }) => {
    const option = kebab(name);
    const fromEnv = env[variable(name)];
    return texts.get(option) ?? (fromEnv === undefined ? [] : [fromEnv]);
  };
  const secrets = typedSecrets(model, textsOf);
  const params: Record<string, unknown> = {};
  for (const param of model.params.values()) {
    const given = textsOf(param);
    if (given.length === 0) continue;
    const secret = param.secret || given.some((text) => secrets.isIn(text));
    const parsed = parseParam({ ...param, secret }, given, model.defaults[param.name]);
    if ('value' in parsed) params[param.name] = parsed.value;
    else {
      const source = texts.has(kebab(param.name)) ? `--${kebab(param.name)}` : variable(param.name);
      throw badParam(source, secrets.mask(parsed.refused), command);
    }
  }
  return params;
}

/** Takes variables that hold secrets out of this process's environment: the programs that it starts inherit it. */
export function forgetVariables(secretNames: Iterable<string>): void {
  for (const name of secretNames) delete process.env[variable(name)];
}
