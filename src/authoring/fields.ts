import { decoratedTwice, decoratorSettings, misplacedDecorator } from './errors.ts';
import type { InputNote, LayerNote, ParamNote } from './notes.ts';

/** The note that a field decorator leaves on the prototype, until the class decorator collects it. */
interface FieldNote {
  readonly decorator: string;
  readonly param?: ParamNote;
  readonly input?: InputNote;
  readonly layer?: LayerNote;
}

/** Shared between copies of the package, like the note of a class. */
const key = Symbol.for('clew.fields');

type Noted = { readonly [key]?: Map<string, FieldNote> };

function ownFields(prototype: object): Map<string, FieldNote> | undefined {
  return Object.hasOwn(prototype, key) ? (prototype as Noted)[key] : undefined;
}

/** `Nightly.day` */
export function fieldName(self: object, field: string): string {
  return `${self.constructor.name || 'an unnamed class'}.${field}`;
}

/** Refuses what is no plain field. The compiler refuses most of it earlier; this is for code that it didn't see. */
export function checkField(decorator: string, self: unknown, field: unknown, descriptor: unknown): void {
  if (typeof field === 'object' && field !== null && 'kind' in field) {
    const { name, private: hidden } = field as { name?: PropertyKey; private?: boolean };
    const shown = String(name);
    if (hidden) throw misplacedDecorator(decorator, shown, 'a private name, which nothing else can reach');
    throw decoratorSettings(
      `@${decorator} of ${shown}`,
      'it was compiled as a standard decorator, which knows no types',
    );
  }
  if (typeof self === 'function') {
    throw misplacedDecorator(decorator, `${self.name}.${String(field)}`, 'static, so it belongs to no run');
  }
  const shown = fieldName(self as object, String(field));
  if (typeof field !== 'string') throw misplacedDecorator(decorator, shown, 'named by a symbol');
  if (field.startsWith('#')) throw misplacedDecorator(decorator, shown, 'a private name, which nothing else can reach');
  const found = descriptor ?? Object.getOwnPropertyDescriptor(self, field);
  if (found === undefined) return;
  const isMethod = typeof (found as PropertyDescriptor).value === 'function';
  throw misplacedDecorator(decorator, shown, isMethod ? 'a method' : 'an accessor');
}

/** Keeps what a decorator says about a field; the second decorator on the same field is refused. */
export function keepField(self: object, field: string, note: FieldNote): void {
  let fields = ownFields(self);
  if (!fields) {
    fields = new Map();
    Object.defineProperty(self, key, { value: fields });
  }
  const earlier = fields.get(field);
  // Decorators are applied from the last to the first; messages name them as they are written.
  if (earlier) throw decoratedTwice(fieldName(self, field), note.decorator, earlier.decorator);
  fields.set(field, note);
}

/** All noted fields of a class and its parents: the parents' first, a redeclared one at its new place. */
export function collectFields(prototype: object): { params: ParamNote[]; inputs: InputNote[]; layers: LayerNote[] } {
  const chain: object[] = [];
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null)
    chain.unshift(at);
  const all = new Map<string, FieldNote>();
  for (const at of chain) {
    for (const [field, note] of ownFields(at) ?? []) {
      all.delete(field);
      all.set(field, note);
    }
  }
  const notes = [...all.values()];
  return {
    params: notes.flatMap(({ param }) => param ?? []),
    inputs: notes.flatMap(({ input }) => input ?? []),
    layers: notes.flatMap(({ layer }) => layer ?? []),
  };
}
