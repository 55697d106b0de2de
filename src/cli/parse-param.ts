import type { ParamNote } from '../authoring/notes.ts';

/** The value that a text stands for, or why it stands for none: `wants a number and got "x"`. */
export type Parsed = { readonly value: unknown } | { readonly refused: string };

/** Reads what was typed for one parameter: by its schema where it has one, else by the type of its field. */
export function parseParam(param: ParamNote, texts: readonly string[], byDefault: unknown): Parsed {
  const byType = parseByType(param.type, texts, byDefault);
  const shown = (text: string): string => (param.secret ? 'something else' : JSON.stringify(text));
  if (param.schema) return bySchema(param, byType, texts, shown);
  return 'value' in byType ? byType : { refused: `wants ${byType.wants} and got ${shown(byType.got)}` };
}

type ByType = { readonly value: unknown } | { readonly wants: string; readonly got: string };

function parseByType(type: unknown, texts: readonly string[], byDefault: unknown): ByType {
  const [text] = texts as [string];
  const when = (fits: boolean, value: () => unknown, wants: string): ByType =>
    fits ? { value: value() } : { wants, got: text };
  switch (type) {
    case String:
      return { value: text };
    case Number:
      return when(isNumber(text), () => Number(text), 'a number');
    case Boolean:
      return when(text === 'true' || text === 'false', () => text === 'true', 'true or false');
    case BigInt:
      return when(/^-?\d+$/.test(text), () => BigInt(text), 'a whole number');
    case Date:
      return when(isDate(text), () => new Date(text), 'a date such as 2026-11-01 or 2026-11-01T08:30:00Z');
    case Array:
      return parseLists(texts, Array.isArray(byDefault) ? (byDefault[0] as unknown) : undefined);
    default:
      return parseAny(text, byDefault);
  }
}

const isNumber = (text: string): boolean => text.trim() !== '' && !Number.isNaN(Number(text));

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d([T ].*)?$/.test(text) || Number.isNaN(new Date(text).getTime())) return false;
  // The 31st of February would roll over.
  return new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(text.slice(8, 10));
}

/** Repeated options make one list. */
function parseLists(texts: readonly string[], sample: unknown): ByType {
  const values: unknown[] = [];
  for (const text of texts) {
    const list = parseList(text, sample);
    if (!list) return { wants: 'a list such as 1,2,3 or [1, 2, 3]', got: text };
    values.push(...list);
  }
  return { value: values };
}

/** Metadata doesn't know what the elements are: the default's say it, else what looks like a number is one. */
function parseList(text: string, sample: unknown): unknown[] | undefined {
  const known = typeof sample === 'string' || typeof sample === 'number' ? typeof sample : undefined;
  if (text.trimStart().startsWith('[')) {
    const parsed = json(text)?.value;
    if (!Array.isArray(parsed)) return undefined;
    return known && parsed.some((item) => typeof item !== known) ? undefined : parsed;
  }
  if (text === '') return [];
  const parts = text.split(',').map((part) => part.trim());
  if (known === 'string') return parts;
  if (known === 'number') return parts.every(isNumber) ? parts.map(Number) : undefined;
  return parts.map((part) => (isNumber(part) && String(Number(part)) === part ? Number(part) : part));
}

/** JSON where it is JSON; text that was to become an object and isn't one is refused rather than taken as text. */
function parseAny(text: string, byDefault: unknown): ByType {
  const parsed = json(text);
  if (parsed) return parsed;
  const wantsObject = (typeof byDefault === 'object' && byDefault !== null) || /^\s*[{[]/.test(text);
  return wantsObject ? { wants: 'an object as JSON, such as {"a": 1},', got: text } : { value: text };
}

function json(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** A schema says which reading it takes: the one by the field's type, the text, or the JSON that it is. */
function bySchema(
  { schema }: ParamNote,
  byType: ByType,
  texts: readonly string[],
  shown: (text: string) => string,
): Parsed {
  const [text] = texts as [string];
  const readings = [...('value' in byType ? [byType] : []), { value: text }, ...[json(text) ?? []].flat()];
  let issues: string | undefined;
  for (const reading of readings) {
    const result = schema!['~standard'].validate(reading.value);
    // Told when the plan is made, in words that name the task.
    if (result instanceof Promise || !result.issues) return reading;
    issues ??= result.issues.map(({ message }) => message).join('; ');
  }
  return { refused: `can't be ${shown(texts.join(', '))}: ${issues}` };
}
