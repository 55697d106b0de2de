import type { ParamNote } from '../authoring/notes.ts';
import { UserMistake } from '../errors.ts';
import { typeName } from '../plan/bind.ts';
import type { TaskModel } from '../plan/model.ts';
import { display } from '../values/display.ts';
import { type Flag, type Options } from './flags.ts';
import { inline } from './render/values.ts';

export class ReservedParam extends UserMistake {
  constructor(task: string, name: string) {
    super('RESERVED_PARAM', `${task} has a parameter "${name}", and --${name} is an option of run-workflow itself.`, {
      next: 'Give the parameter another name.',
    });
  }
}

export class BadParamText extends UserMistake {
  constructor(option: string, wants: string, got: string) {
    super('BAD_PARAM', `--${option} wants ${wants} and got ${got}.`);
  }
}

export const kebab = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

/** `CLEW_PARAM_API_TOKEN`, for what should not stand on a command line. */
export const variable = (name: string): string => `CLEW_PARAM_${kebab(name).replaceAll(/\W/g, '_').toUpperCase()}`;

/** The options that a task's parameters make. */
export function paramFlags({ note, params, defaults }: TaskModel, reserved: readonly Flag[]): Flag[] {
  const taken = new Set(reserved.flatMap(({ name, short }) => [name, ...(short ? [short] : [])]));
  return [...params.values()].map((param) => {
    const name = kebab(param.name);
    if (taken.has(name) || taken.has(param.name)) throw new ReservedParam(note.name, param.name);
    const isSwitch = param.type === Boolean;
    return {
      name,
      type: isSwitch ? 'switch' : 'text',
      doc: docOf(param, defaults[param.name]),
      ...(isSwitch ? {} : { value: `<${typeName(param.type)}>` }),
      ...(name === param.name ? {} : { aliases: [param.name] }),
      many: param.type === Array,
    };
  });
}

export class MissingParams extends UserMistake {
  constructor(task: string, options: readonly string[], command: string) {
    super('MISSING_PARAM', `${task} needs ${options.join(' and ')}.`, { next: `${command} --help lists its parameters.` });
  }
}

/** Says of all that is missing at once, and in the words of the command line. */
export function checkRequired(model: TaskModel, params: Readonly<Record<string, unknown>>, command: string): void {
  const missing = [...model.params.values()].filter(
    (param) => params[param.name] === undefined && model.defaults[param.name] === undefined && isRequired(param),
  );
  if (missing.length === 0) return;
  const options = missing.map(({ name, type }) => `--${kebab(name)} <${typeName(type)}>`);
  throw new MissingParams(model.note.name, options, command);
}

const isRequired = (param: ParamNote): boolean => !param.optional && !acceptsNothing(param);

function docOf(param: ParamNote, byDefault: unknown): string {
  const parts = param.doc ? [param.doc] : [];
  if (byDefault !== undefined) parts.push(`default ${param.secret ? '***' : inline(display(byDefault))}`);
  else if (isRequired(param)) parts.push('required');
  if (param.secret) parts.push(`secret, may come from ${variable(param.name)}`);
  if (!param.significant) parts.push('takes no part in caching');
  return parts.join('; ');
}

function acceptsNothing({ schema }: ParamNote): boolean {
  const result = schema?.['~standard'].validate(undefined);
  return result !== undefined && !(result instanceof Promise) && !result.issues;
}

/** What was typed, as values for the parameters; those that were not typed are left to the plan. */
export function readParams(model: TaskModel, options: Options, env = process.env): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const param of model.params.values()) {
    const option = kebab(param.name);
    const fromEnv = env[variable(param.name)];
    const texts = options.has(option) ? options.texts(option) : fromEnv === undefined ? [] : [fromEnv];
    if (texts.length > 0) params[param.name] = parse(param, option, texts, model.defaults[param.name]);
  }
  return params;
}

function parse(param: ParamNote, option: string, texts: readonly string[], byDefault: unknown): unknown {
  const [text] = texts as [string];
  const refuse = (wants: string): never => {
    throw new BadParamText(option, wants, param.secret ? 'something else' : JSON.stringify(text));
  };
  switch (param.type) {
    case String:
      return text;
    case Number:
      return isNumber(text) ? Number(text) : refuse('a number');
    case Boolean:
      return text === 'true' || text === 'false' ? text === 'true' : refuse('true or false');
    case BigInt:
      return /^-?\d+$/.test(text) ? BigInt(text) : refuse('a whole number');
    case Date:
      return parseDate(text) ?? refuse('a date such as 2026-11-01 or 2026-11-01T08:30:00Z');
    case Array:
      return texts.flatMap((one) => parseList(one, byDefault) ?? refuse('a list such as 1,2,3 or [1, 2, 3]'));
    default:
      return bySchema(param, text) ?? json(text)?.value ?? text;
  }
}

const isNumber = (text: string): boolean => text.trim() !== '' && !Number.isNaN(Number(text));

function parseDate(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d([T ].*)?$/.test(text)) return undefined;
  const date = new Date(text);
  // The 31st of February would roll over.
  if (Number.isNaN(date.getTime()) || new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() !== Number(text.slice(8, 10))) return undefined;
  return date;
}

function json(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Metadata doesn't know what the elements are: the default's say it, else numbers are numbers. */
function parseList(text: string, byDefault: unknown): unknown[] | undefined {
  if (text.trimStart().startsWith('[')) {
    const parsed = json(text)?.value;
    return Array.isArray(parsed) ? parsed : undefined;
  }
  if (text === '') return [];
  const sample: unknown = Array.isArray(byDefault) ? byDefault[0] : undefined;
  const parts = text.split(',').map((part) => part.trim());
  if (typeof sample === 'string') return parts;
  if (typeof sample === 'number') return parts.every(isNumber) ? parts.map(Number) : undefined;
  return parts.map((part) => (isNumber(part) && String(Number(part)) === part ? Number(part) : part));
}

/** A schema says which reading of the text it takes. */
function bySchema({ schema }: ParamNote, text: string): unknown {
  if (!schema) return undefined;
  const readings = [text, json(text)?.value].filter((reading) => reading !== undefined);
  return readings.find((reading) => {
    const result = schema['~standard'].validate(reading);
    return !(result instanceof Promise) && !result.issues;
  });
}
