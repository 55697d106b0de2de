import type { AnyNode } from 'acorn';
import { targetOf } from './bindings.ts';
import { EffectFinder } from './effects.ts';
import { Locals } from './locals.ts';
import type { ModuleSyntax } from './module.ts';
import { propertyName } from './properties.ts';
import { anyName, type Effects } from './summary.ts';
import { isFunction, nameIn, walk } from './syntax.ts';

/** Gives the effects of a module's getters and setters, by property name. */
export function accessorsOf(module: ModuleSyntax): Record<string, Effects> {
  const found: Record<string, Effects> = {};
  const locals = new Locals(module);
  const add = (key: string, node: AnyNode): void => {
    const finder = new EffectFinder(module, true);
    finder.enter(node, locals);
    const known = Object.hasOwn(found, key) ? found[key]! : [];
    found[key] = known && finder.effects && [...known, ...finder.effects];
  };
  walk(module.parsed.program, (node) => {
    if (node.type === 'Property' || node.type === 'MethodDefinition') {
      if (node.kind === 'get' || node.kind === 'set') add(propertyName(node.key, node.computed), node.value);
    }
    const target = node.type === 'CallExpression' ? targetOf(node.callee) : undefined;
    if (node.type !== 'CallExpression' || !/^definePropert(y|ies)$/.test(target?.path.at(-1) ?? '')) return;
    const [, key, descriptor] = node.arguments;
    const name = key && descriptor ? propertyName(key, true) : anyName;
    walk(descriptor ?? node, (inner) => {
      if (inner.type === 'Property' && /^[gs]et$/.test(nameIn(inner.key, inner.computed) ?? '')) {
        if (isFunction(inner.value)) add(name, inner.value);
      }
    });
  });
  return found;
}
