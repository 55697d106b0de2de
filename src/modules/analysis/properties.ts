import type { AnyNode } from 'acorn';
import { targetOf } from './bindings.ts';
import type { ModuleSyntax } from './module.ts';
import { anyName } from './summary.ts';
import { nameIn } from './syntax.ts';

/** Functions of the language that read all properties of what they get. */
const readsAll = /^(Object\.(values|entries|assign)|JSON\.stringify|structuredClone)$/;

/** Gives the name of a property as far as accessors go: private ones and those of symbols have names of their own. */
export function propertyName(key: AnyNode, computed: boolean): string {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Literal' && typeof key.value === 'number') return String(key.value);
  const target = computed ? targetOf(key) : undefined;
  if (target?.root === 'Symbol') return ['Symbol', ...target.path].join('.');
  return nameIn(key, computed) ?? anyName;
}

/** Gives the names of the properties that a node itself reads or writes: an accessor may stand behind each. */
export function accessesIn(node: AnyNode, module: ModuleSyntax): string[] {
  switch (node.type) {
    case 'MemberExpression':
      if (node.object.type === 'MetaProperty' || module.isGlobal(node)) return [];
      return [propertyName(node.property, node.computed)];
    case 'ObjectPattern':
      return node.properties.map((part) =>
        part.type === 'Property' ? propertyName(part.key, part.computed) : anyName,
      );
    case 'ObjectExpression':
      return node.properties.some((part) => part.type === 'SpreadElement') ? [anyName] : [];
    case 'CallExpression':
      return readsAll.test(module.globalName(node.callee) ?? '') ? [anyName] : [];
    default:
      return [];
  }
}
