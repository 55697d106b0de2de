import type { AnyNode, Expression, Identifier, Super } from 'acorn';
import { aliasesOf } from './aliases.ts';
import { rootOf, targetOf } from './bindings.ts';
import { isReadingMethod, isValueCall } from './builtins.ts';
import { Locals } from './locals.ts';
import { type ModuleSyntax, targetsOf } from './module.ts';
import { bound } from './scope.ts';
import { anyName, type Target } from './summary.ts';
import { childrenOf, isFunction, nameIn, walk } from './syntax.ts';

/** The state that a top-level statement keeps between calls of its functions. */
export interface StateChanges {
  /** Names of the top level whose values its functions change. */
  readonly names: ReadonlySet<string>;
  /** Names of imports whose values its functions change. */
  readonly imported: ReadonlySet<string>;
  /** Global ones, as {@link globalNamesIn} has them. */
  readonly globals: ReadonlySet<string>;
  /** True if it changes something of its own that has no name. */
  readonly isOwn: boolean;
  /** The functions that made its values: state, if what they made remembers something. */
  readonly makers: readonly Target[];
}

/** The position of a walk through some functions. */
interface Place {
  readonly isInFunction: boolean;
  /** True if `this` is something of the top level: a class in its static code, or an object. */
  readonly isThisShared: boolean;
  readonly aliases: ReadonlyMap<string, Identifier | null>;
}

export function stateIn(statement: AnyNode, module: ModuleSyntax): StateChanges {
  const finder = new StateFinder(module);
  finder.visit(statement, { isInFunction: false, isThisShared: true, aliases: new Map() });
  finder.collectMakers(statement, Locals.ofStatement(module, statement));
  return finder;
}

/**
 * Gives the names of global variables that some code uses: `globalThis.memo` is `memo`; {@link anyName} for a computed
 * name.
 */
export function globalNamesIn(node: AnyNode, module: ModuleSyntax): string[] {
  const found = new Set<string>();
  const members = new Set<number>();
  walk(node, (inner) => {
    if (inner.type === 'MemberExpression' && inner.object.type === 'Identifier' && module.isGlobal(inner.object)) {
      members.add(inner.object.start);
      found.add(globalNameOf(inner));
    } else if (inner.type === 'Identifier' && module.isGlobal(inner) && !members.has(inner.start)) {
      found.add(globalNameOf(inner));
    }
  });
  return [...found].filter((name) => !isValueCall(name) && !isValueCall(`${name}.x`)).sort();
}

function globalNameOf(node: AnyNode): string {
  let outer: AnyNode | undefined;
  let inner = node;
  for (; inner.type === 'MemberExpression'; inner = inner.object) outer = inner;
  if (inner.type !== 'Identifier') return anyName;
  if (!/^global(This)?$/.test(inner.name)) return inner.name;
  return outer?.type === 'MemberExpression' ? (nameIn(outer.property, outer.computed) ?? anyName) : anyName;
}

/**
 * Tells whether a function's result may remember something: it has functions that change the outer function's own
 * variables.
 */
export function remembers(node: AnyNode, module: ModuleSyntax): boolean {
  const own = new Set(variablesOf(node));
  const finder = new StateFinder(module, own);
  for (const child of childrenOf(node))
    finder.visit(child, { isInFunction: false, isThisShared: false, aliases: new Map() });
  if (finder.isOwn) return true;
  const makers = new StateFinder(module);
  makers.collectMakers(node, new Locals(module).inside(node, false));
  return makers.makers.length > 0;
}

class StateFinder implements StateChanges {
  readonly names = new Set<string>();
  readonly imported = new Set<string>();
  readonly globals = new Set<string>();
  readonly makers: Target[] = [];
  isOwn = false;
  readonly #module: ModuleSyntax;
  readonly #locals: Locals;
  readonly #own: ReadonlySet<string>;

  /** `own`: names of a function that count as those of the top level do. */
  constructor(module: ModuleSyntax, own: ReadonlySet<string> = new Set()) {
    this.#module = module;
    this.#locals = new Locals(module);
    this.#own = own;
  }

  visit(node: AnyNode, place: Place): void {
    switch (node.type) {
      case 'AssignmentExpression':
        for (const target of targetsOf(node.left)) this.#change(target, place);
        break;
      case 'UpdateExpression':
        this.#change(node.argument, place);
        break;
      case 'UnaryExpression':
        if (node.operator === 'delete') this.#change(node.argument, place);
        break;
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration')
          for (const target of targetsOf(node.left)) this.#change(target, place);
        break;
      case 'CallExpression':
      case 'NewExpression':
        this.#call(node.callee, node.arguments, place);
        break;
      default:
    }
    const inner = this.#inside(node, place);
    for (const child of childrenOf(node)) this.visit(child, inner);
  }

  #inside(node: AnyNode, place: Place): Place {
    if (node.type === 'ClassExpression' && node.id) {
      return { ...place, aliases: new Map([...place.aliases, [node.id.name, null]]) };
    }
    if (node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') {
      return {
        ...place,
        isThisShared: place.isThisShared && node.static,
        isInFunction: place.isInFunction || !node.static,
      };
    }
    if (!isFunction(node)) return place;
    const aliases = new Map(place.aliases);
    for (const name of variablesOf(node)) aliases.delete(name);
    collectAliases(node, aliases, (name) => this.#isOwnName(name));
    return { ...place, isInFunction: true, aliases };
  }

  #isOwnName(root: Identifier): boolean {
    return this.#module.isTop(root) || /^global(This)?$/.test(root.name) || this.#own.has(root.name);
  }

  #change(target: AnyNode, place: Place): void {
    if (!place.isInFunction) return;
    let object = target;
    while (object.type === 'MemberExpression') object = object.object as Expression;
    if (object.type === 'ThisExpression') this.isOwn ||= place.isThisShared;
    if (object.type !== 'Identifier') return;
    const alias = place.aliases.get(object.name);
    if (this.#module.isTop(object)) this.#note(object);
    else if (target !== object && alias !== undefined) {
      if (alias === null) this.isOwn = true;
      else if (this.#module.isGlobal(alias)) this.globals.add(globalNameOf(alias));
      else this.#note(alias);
    } else if (this.#own.has(object.name)) this.isOwn = true;
    else if (this.#module.isGlobal(object)) this.globals.add(globalNameOf(target));
  }

  /** Notes a name of the top level, and what else it may stand for. */
  #note(node: Identifier): void {
    if (this.#own.has(node.name)) this.isOwn = true;
    const { names, imported, isUnknown } = aliasesOf(node, this.#module, this.#locals);
    for (const name of names) this.names.add(name);
    for (const name of imported) this.imported.add(name);
    if (isUnknown) this.globals.add(anyName);
  }

  #call(callee: Expression | Super, given: readonly AnyNode[], place: Place): void {
    if (!place.isInFunction) return;
    const isValue = isValueCall(this.#module.globalName(callee) ?? '');
    const method = callee.type === 'MemberExpression' ? nameIn(callee.property, callee.computed) : undefined;
    const isReading = method !== undefined && isReadingMethod(method);
    const root = callee.type === 'MemberExpression' ? rootOf(callee) : undefined;
    // Methods of the language's and Node's own objects don't count.
    const isForeign = root !== undefined && this.#module.isGlobal(root) && !/^global(This)?$/.test(root.name);
    if (callee.type === 'MemberExpression' && !isReading && !isForeign) {
      const value = root && this.#module.isTop(root) ? this.#module.valueOf(root.name) : undefined;
      const isDirect = callee.object.type === 'Identifier' || callee.object.type === 'ThisExpression';
      const isNamespace = root !== undefined && this.#module.bindings.bindings[root.name]?.name === '*';
      // A method of a class or object declared here changes only what its own text says.
      if (!(isDirect && (isNamespace || isDeclared(value) || callee.object.type === 'ThisExpression')))
        this.#change(callee.object.type === 'Identifier' ? callee : callee.object, place);
    }
    if (isValue || isReading) return;
    for (const argument of given) {
      if (argument.type !== 'Identifier') continue;
      const value = this.#locals.valueOf(argument);
      // A container that is handed on may be filled there.
      if (value && isContainer(value)) this.#change({ ...argument }, place);
    }
  }

  /** Values of the top level that functions of others have made. */
  collectMakers(node: AnyNode, locals: Locals): void {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      if (this.#module.helperOf(node.callee) === 'decorate') return;
      const isKnown = this.#module.helperOf(node.callee) !== undefined || locals.kindOf(node) !== undefined;
      const target = targetOf(node.callee);
      if (!isKnown && target && this.#module.isTop(node.callee)) this.makers.push(target);
    }
    if (isFunction(node) || node.type === 'MethodDefinition') return;
    if (node.type === 'PropertyDefinition' && !node.static) return;
    for (const child of childrenOf(node)) this.collectMakers(child, locals);
  }
}

function collectAliases(
  node: AnyNode,
  aliases: Map<string, Identifier | null>,
  isOwn: (root: Identifier) => boolean,
): void {
  for (const child of childrenOf(node)) {
    if (child.type === 'VariableDeclarator' && child.init) {
      const root = rootOf(child.init);
      if (root && isOwn(root)) for (const name of bound(child.id)) aliases.set(name, root);
    }
    if (!isFunction(child)) collectAliases(child, aliases, isOwn);
  }
}

/** Gives the names of a function's parameters and variables, without those of functions inside it. */
function variablesOf(node: AnyNode): string[] {
  return childrenOf(node).flatMap((child): string[] => {
    if (child.type === 'VariableDeclarator') return [...bound(child.id), ...variablesOf(child)];
    if (isFunction(child) || child.type === 'ClassBody') return [];
    const isParameter = isFunction(node) && (node as unknown as { params: AnyNode[] }).params.includes(child);
    return isParameter ? bound(child as never) : variablesOf(child);
  });
}

const isDeclared = (value: AnyNode | undefined): boolean =>
  value !== undefined && (isFunction(value) || /^(Class|Object)/.test(value.type));

const isContainer = (value: AnyNode): boolean =>
  value.type === 'ObjectExpression' || value.type === 'ArrayExpression' || value.type === 'NewExpression';
