import { checkType } from './check.ts';
import { badOption, decoratedTwice, misplacedDecorator } from './errors.ts';
import { checkField, collectFields, fieldName, keepField } from './fields.ts';
import type { Class, LayerNote } from './notes.ts';
import { constructorTypes, fieldType, isClass, ownsConstructor } from './reflection.ts';

/** Shared between copies of the package, like the note of a class. */
const key = Symbol.for('clew.arguments');

type Noted = { readonly [key]?: Map<number, string> };

/** Notes a field, or an argument of a constructor, that is to hold a storage layer. */
export function keepLayer(layer: unknown, target: unknown, name: unknown, third: unknown): void {
  if (typeof third !== 'number') return keepLayerField(layer, target, name, third);
  if (!isClass(target) || name !== undefined) {
    const shown = fieldName(target as object, String(name));
    throw misplacedDecorator('Storage', shown, "a method's argument, which nothing injects");
  }
  const where = argumentName(target, third);
  const asked = checkLayer(layer, `@Storage of ${where}`);
  const own = Object.hasOwn(target, key) ? (target as Noted)[key]! : new Map<number, string>();
  if (own.has(third)) throw decoratedTwice(where, 'Storage', 'Storage');
  Object.defineProperty(target, key, { value: own.set(third, asked), configurable: true });
}

function keepLayerField(layer: unknown, self: unknown, name: unknown, descriptor: unknown): void {
  checkField('Storage', self, name, descriptor);
  const [owner, field] = [self as object, name as string];
  const asked = checkLayer(layer, `@Storage of ${fieldName(owner, field)}`);
  const { type } = fieldType(owner, field);
  keepField(owner, field, { decorator: 'Storage', layer: { layer: asked, at: field, type } });
}

function checkLayer(layer: unknown, where: string): string {
  checkType({ layer } as { layer: unknown }, 'layer', 'string', where);
  if (layer === undefined) throw badOption(where, 'it names no layer', "Write it like @Storage('models').");
  return layer as string;
}

/** How an argument is called in messages. */
export const argumentName = (target: Class, argument: number): string =>
  `argument ${argument + 1} of ${(target as { readonly name?: string }).name || 'an unnamed class'}`;

/** All layers that a class asks for by name, a task or not. A class without a constructor has its parent's. */
export function layersAskedBy(target: Class): LayerNote[] {
  const { layers } = collectFields((target as { prototype: object }).prototype);
  const types = constructorTypes(target);
  const owner = ownsConstructor(target);
  const named = owner && Object.hasOwn(owner, key) ? (owner as Noted)[key]! : new Map<number, string>();
  const args = [...named].map(([at, layer]): LayerNote => ({ layer, at, type: types?.[at] }));
  return [...layers, ...args.toSorted((a, b) => (a.at as number) - (b.at as number))];
}
