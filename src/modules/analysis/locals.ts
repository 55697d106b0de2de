import type { AnyNode, Identifier, ObjectExpression, Pattern } from 'acorn';
import { targetOf } from './bindings.ts';
import { isChangingMethod, isNodeValueCall, isReadingMethod, isValueCall, isValueClass } from './builtins.ts';
import { assignedBy, type ModuleSyntax } from './module.ts';
import { bound } from './scope.ts';
import { childrenOf, isFunction, nameIn, walk } from './syntax.ts';

/** The kind of a value that is made on the spot: something of the language, or an object of the user's own. */
export type ValueKind = 'builtin' | 'object';

/** The names of the functions around some code, and what they begin with. */
export class Locals {
  readonly #module: ModuleSyntax;
  readonly #outer: Locals | undefined;
  /** Values by name; null if a name may stand for anything. */
  readonly #values: ReadonlyMap<string, AnyNode | null>;
  readonly #body: AnyNode | undefined;
  /** True if `this` was made by the call itself. */
  readonly isThisNew: boolean;

  constructor(
    module: ModuleSyntax,
    outer?: Locals,
    values: ReadonlyMap<string, AnyNode | null> = new Map(),
    isThisNew = false,
    body?: AnyNode,
  ) {
    this.#module = module;
    this.#outer = outer;
    this.#values = values;
    this.isThisNew = isThisNew;
    this.#body = body;
  }

  /** Gives the locals of a top-level statement, which may have blocks. */
  static ofStatement(module: ModuleSyntax, node: AnyNode): Locals {
    const values = new Map<string, AnyNode | null>();
    collect(node, values, module);
    return new Locals(module, undefined, values);
  }

  /** Gives the locals of a function. `given`: the arguments, where it is called only once. */
  inside(node: AnyNode, isThisNew: boolean, given: readonly AnyNode[] = []): Locals {
    const values = new Map<string, AnyNode | null>();
    if (
      node.type === 'FunctionDeclaration' ||
      node.type === 'FunctionExpression' ||
      node.type === 'ArrowFunctionExpression'
    ) {
      node.params.forEach((param, index) => {
        const argument = given[index];
        for (const name of bound(param as Pattern)) values.set(name, null);
        // The function's own names hide those at the call.
        const value = argument && this.has(argument) ? (this.valueOf(argument) ?? null) : argument;
        if (param.type === 'Identifier' && value) values.set(param.name, value);
      });
      collect(node.body, values, this.#module);
      const inherits = node.type === 'ArrowFunctionExpression' && this.isThisNew;
      return new Locals(this.#module, this, values, isThisNew || inherits, node.body);
    }
    return new Locals(this.#module, this, values, isThisNew, node);
  }

  /** Gives the locals of a class's own static code, in which `this` is the class. */
  ofClass(node: AnyNode): Locals {
    const values = new Map<string, AnyNode | null>();
    if (node.type === 'ClassExpression' && node.id) values.set(node.id.name, node);
    for (const child of childrenOf(node)) collect(child, values, this.#module);
    return new Locals(this.#module, this, values, true);
  }

  /** Tells whether an identifier is a local name. */
  has(node: AnyNode): boolean {
    if (node.type !== 'Identifier') return false;
    return !this.#module.names.references.has(node.start) && !this.#module.names.globals.has(node.start);
  }

  /** Gives the value of a name; undefined if it may be anything. */
  valueOf(node: AnyNode): AnyNode | undefined {
    if (node.type !== 'Identifier') return undefined;
    if (!this.has(node)) return this.#module.isTop(node) ? this.#module.valueOf(node.name) : undefined;
    return this.#find(node) ?? undefined;
  }

  /** Tells whether a name may stand for a function that does something. */
  mayBeFunction(node: AnyNode): boolean {
    const name = this.#module.globalName(node);
    if (name !== undefined) return !/^(undefined|Boolean|String|Number|Date|Object|Array|RegExp)$/.test(name);
    const value = this.valueOf(node);
    return value === undefined || isFunction(value);
  }

  /** Gives the expressions that the function may return. */
  results(): AnyNode[] {
    const body = this.#body;
    if (!body) return [];
    return body.type === 'BlockStatement' ? returned(body) : [body];
  }

  kindOf(node: AnyNode, depth = 0): ValueKind | undefined {
    if (depth > 20) return undefined;
    const again = (other: AnyNode): ValueKind | undefined => this.kindOf(other, depth + 1);
    switch (node.type) {
      case 'Literal':
      case 'TemplateLiteral':
      case 'ArrayExpression':
      case 'BinaryExpression':
      case 'UnaryExpression':
      case 'UpdateExpression':
        return 'builtin';
      case 'ObjectExpression':
      case 'ClassExpression':
      case 'ClassDeclaration':
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return 'object';
      case 'ThisExpression':
        return this.isThisNew ? 'object' : undefined;
      case 'AwaitExpression':
        return again(node.argument);
      case 'ParenthesizedExpression':
      case 'ChainExpression':
        return again(node.expression);
      case 'AssignmentExpression':
        return again(node.right);
      case 'ConditionalExpression':
        return again(node.consequent) === again(node.alternate) ? again(node.consequent) : undefined;
      case 'LogicalExpression': {
        // `N || (N = {})`, by which TypeScript begins an enum or a namespace.
        const { left, right } = node;
        if (
          right.type === 'AssignmentExpression' &&
          left.type === 'Identifier' &&
          targetOf(right.left)?.root === left.name
        )
          return again(right.right);
        if (right.type === 'ObjectExpression' && left.type === 'Identifier') return 'object';
        return again(left) === again(right) ? again(left) : undefined;
      }
      case 'NewExpression': {
        const name = this.#module.globalName(node.callee);
        if (name !== undefined) return isValueClass(name) ? 'builtin' : undefined;
        return this.#isNodeValue(node.callee) ? 'builtin' : undefined;
      }
      case 'Identifier': {
        const value = this.valueOf(node);
        return value && value !== node ? again(value) : undefined;
      }
      case 'CallExpression':
        return this.#kindOfCall(node.callee, again);
      case 'MemberExpression':
        return this.#kindOfMember(node.object, nameIn(node.property, node.computed), again);
      default:
        return undefined;
    }
  }

  /** Gives an expression that is like each element of a list; undefined if they may be anything. */
  elementOf(list: AnyNode): AnyNode | undefined {
    const value = list.type === 'Identifier' ? this.valueOf(list) : list;
    if (value?.type === 'ArrayExpression') {
      return value.elements.every((element) => element && this.#isFresh(element))
        ? (value.elements[0] ?? undefined)
        : undefined;
    }
    if (value?.type !== 'CallExpression' || value.callee.type !== 'MemberExpression') return undefined;
    const { callee } = value;
    const name = nameIn(callee.property, callee.computed) ?? '';
    if (this.#module.globalName(callee) === 'Object.keys' || name === 'split') return value;
    return /^(filter|slice|sort|toSorted|reverse|toReversed)$/.test(name) ? this.elementOf(callee.object) : undefined;
  }

  /** Tells whether a value has no other name: a literal, or a list of literals. */
  #isFresh(node: AnyNode): boolean {
    if (node.type === 'ArrayExpression') return node.elements.every((element) => element && this.#isFresh(element));
    const value = node.type === 'Identifier' ? this.valueOf(node) : node;
    return value !== undefined && /^(Literal|(Template|Binary|Unary)\w+)$/.test(value.type);
  }

  #kindOfCall(callee: AnyNode, again: (node: AnyNode) => ValueKind | undefined): ValueKind | undefined {
    const name = this.#module.globalName(callee);
    if (name !== undefined && isValueCall(name)) return 'builtin';
    if (this.#isNodeValue(callee)) return 'builtin';
    if (callee.type !== 'MemberExpression' || again(callee.object) !== 'builtin') return undefined;
    const method = nameIn(callee.property, callee.computed);
    // An item taken out of a collection may be anything.
    const takes = /^(get|find|findLast|at|pop|shift|reduce|reduceRight)$/.test(method ?? 'get');
    return method !== undefined && !takes && (isReadingMethod(method) || isChangingMethod(method))
      ? 'builtin'
      : undefined;
  }

  #kindOfMember(
    object: AnyNode,
    name: string | undefined,
    again: (node: AnyNode) => ValueKind | undefined,
  ): ValueKind | undefined {
    if (object.type === 'MetaProperty') return 'builtin';
    const global = this.#module.globalName(object);
    if (global === 'process' || global === 'process.env' || global === 'process.versions') return 'builtin';
    if (name === 'prototype') return again(object) === 'object' ? 'object' : undefined;
    const value = this.propertyOf(object, name);
    if (value) return again(value);
    return name === 'length' && this.#objectOf(object) === undefined ? 'builtin' : undefined;
  }

  /** Gives the initial value of a property of an object literal; undefined if it may be anything. */
  propertyOf(object: AnyNode, name: string | undefined): AnyNode | undefined {
    const properties = this.#objectOf(object)?.properties ?? [];
    const isAnything = name === undefined || this.#module.isAssignedProperty(name);
    if (isAnything || properties.some((part) => part.type !== 'Property' || part.computed)) return undefined;
    const property = properties.findLast((part) => part.type === 'Property' && nameIn(part.key, false) === name);
    return property?.type === 'Property' && property.kind === 'init' ? property.value : undefined;
  }

  #objectOf(node: AnyNode): ObjectExpression | undefined {
    const value = node.type === 'Identifier' ? this.valueOf(node) : node;
    return value?.type === 'ObjectExpression' ? value : undefined;
  }

  #isNodeValue(node: AnyNode): boolean {
    const target = targetOf(node);
    const imported = target && this.#module.isTop(node) ? this.#module.bindings.bindings[target.root] : undefined;
    if (!target || !imported) return false;
    return isNodeValueCall(imported.specifier, imported.name === '*' ? target.path : [imported.name, ...target.path]);
  }

  #find({ name }: Identifier): AnyNode | null | undefined {
    const value = this.#values.get(name);
    if (value !== undefined || this.#values.has(name)) return value;
    return this.#outer?.valueIn(name);
  }

  /** Gives the value of a name for the scopes further inside. */
  valueIn(name: string): AnyNode | null | undefined {
    return this.#values.has(name) ? this.#values.get(name) : this.#outer?.valueIn(name);
  }
}

/**
 * Collects the variables of a function with their initial values; null for those declared or assigned more than once.
 */
function collect(node: AnyNode, values: Map<string, AnyNode | null>, module: ModuleSyntax): void {
  collectDeclared(node, values);
  walk(node, (inner) => {
    for (const name of assignedBy(inner, module)) if (values.has(name)) values.set(name, null);
  });
}

function collectDeclared(node: AnyNode, values: Map<string, AnyNode | null>): void {
  const set = (name: string, value: AnyNode | null | undefined): void => {
    values.set(name, values.has(name) ? null : (value ?? null));
  };
  if (node.type === 'VariableDeclarator') {
    if (node.id.type === 'Identifier') set(node.id.name, node.init);
    else for (const name of bound(node.id)) set(name, null);
  } else if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
    if (node.id) set(node.id.name, node);
  } else if (node.type === 'CatchClause' && node.param) {
    for (const name of bound(node.param)) set(name, null);
  }
  if (isFunction(node)) return;
  for (const child of childrenOf(node)) collectDeclared(child, values);
}

function returned(node: AnyNode): AnyNode[] {
  if (node.type === 'ReturnStatement') return node.argument ? [node.argument] : [];
  if (isFunction(node)) return [];
  return childrenOf(node).flatMap(returned);
}
