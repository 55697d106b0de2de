import type { AnyNode } from 'acorn';
import { isChangingMethod } from './builtins.ts';
import type { Locals } from './locals.ts';
import type { ModuleSyntax } from './module.ts';
import { nameIn } from './syntax.ts';

/** The names under which the module's top level knows an object. */
export interface Aliases {
  readonly names: ReadonlySet<string>;
  /** Names of imports that it may be. */
  readonly imported: ReadonlySet<string>;
  /** True if it may be something else that wasn't made here. */
  readonly isUnknown: boolean;
}

/** Gives the names that an expression may stand for: with `const same = state`, a change to `same` changes `state`. */
export function aliasesOf(node: AnyNode, module: ModuleSyntax, locals: Locals): Aliases {
  const finder = new AliasFinder(module, locals);
  finder.visit(node);
  return finder;
}

/** Functions of the language that give back what they get, or something that shares its memory. */
const passing = /^(Object(\.(freeze|seal|preventExtensions))?|Promise\.\w+|Buffer\.from)$/;
/** Functions that give something that was there before. */
const taking = /^(Object\.get(PrototypeOf|OwnPropertyDescriptor)|Reflect\.get\w*)$/;

class AliasFinder implements Aliases {
  readonly names = new Set<string>();
  readonly imported = new Set<string>();
  isUnknown = false;
  readonly #module: ModuleSyntax;
  readonly #locals: Locals;
  readonly #seen = new Set<AnyNode>();

  constructor(module: ModuleSyntax, locals: Locals) {
    this.#module = module;
    this.#locals = locals;
  }

  visit(node: AnyNode): void {
    if (this.#seen.has(node)) return;
    this.#seen.add(node);
    switch (node.type) {
      case 'Identifier':
        return this.#visitName(node, node.name);
      case 'AwaitExpression':
        return this.visit(node.argument);
      case 'ParenthesizedExpression':
      case 'ChainExpression':
        return this.visit(node.expression);
      case 'AssignmentExpression':
        return this.#all([node.left, node.right]);
      case 'ConditionalExpression':
        return this.#all([node.consequent, node.alternate]);
      case 'LogicalExpression':
        return this.#all([node.left, node.right]);
      case 'MemberExpression': {
        const value = this.#locals.propertyOf(node.object, nameIn(node.property, node.computed));
        return this.#all(value ? [node.object, value] : [node.object]);
      }
      case 'MetaProperty':
        this.isUnknown = true;
        return;
      case 'CallExpression':
      case 'NewExpression':
        return this.#visitCall(node.callee, node.arguments);
      default:
    }
  }

  #all(nodes: readonly AnyNode[]): void {
    for (const node of nodes) this.visit(node);
  }

  #visitName(node: AnyNode, name: string): void {
    const { bindings } = this.#module.bindings;
    if (this.#locals.has(node)) {
      const value = this.#locals.valueOf(node);
      if (value) this.visit(value);
      else this.isUnknown = true;
    } else if (!this.#module.isTop(node)) this.isUnknown ||= name !== 'undefined';
    else if (Object.hasOwn(bindings, name)) this.imported.add(name);
    else {
      this.names.add(name);
      const value = this.#module.valueOf(name);
      if (value && this.#locals.kindOf(value) !== undefined) this.visit(value);
      else if (value?.type === 'Identifier' || value?.type === 'MemberExpression') this.visit(value);
    }
  }

  #visitCall(callee: AnyNode, given: readonly AnyNode[]): void {
    const name = this.#module.globalName(callee);
    if (name !== undefined) {
      if (passing.test(name)) this.#all(given);
      this.isUnknown ||= taking.test(name);
    } else if (callee.type === 'MemberExpression') {
      if (isChangingMethod(nameIn(callee.property, callee.computed) ?? '')) this.visit(callee.object);
    }
  }
}
