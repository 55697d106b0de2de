import type { AnyNode, AssignmentExpression, CallExpression } from 'acorn';
import { bindingsOf, type Bindings, declaredBy, targetOf } from './bindings.ts';
import { type Mentions, mentionsIn } from './mentions.ts';
import { bound, type Names, namesOf, variablesIn } from './scope.ts';
import type { Target } from './summary.ts';
import { isFunction, nameIn, type Parsed, walk } from './syntax.ts';

/** The functions that compiled decorators call, by the names that TypeScript gives them. */
export type Helper = 'decorate' | 'metadata' | 'param' | 'other';

const tslib: Readonly<Record<string, Helper>> = { __decorate: 'decorate', __metadata: 'metadata', __param: 'param' };
const oxc: Readonly<Record<string, Helper>> = {
  decorate: 'decorate',
  decorateMetadata: 'metadata',
  decorateParam: 'param',
};

/** A parsed module, and what its text says on its own. */
export class ModuleSyntax {
  readonly parsed: Parsed;
  readonly names: Names;
  readonly bindings: Bindings;
  readonly mentions: Mentions;
  readonly #values = new Map<string, AnyNode>();
  /** Names that are given another value later, other than by decorating it. */
  readonly #assigned = new Set<string>();
  readonly #constants = new Set<string>();
  readonly #lexical = new Set<string>();
  /** Names of properties that are assigned somewhere. */
  readonly #properties = new Set<string>();
  readonly #helpers = new Map<string, Helper>();

  constructor(parsed: Parsed) {
    this.parsed = parsed;
    this.names = namesOf(parsed.program);
    this.bindings = bindingsOf(parsed.program);
    this.mentions = mentionsIn(parsed, this.names, this.bindings.bindings);
    for (const node of this.bindings.statements) this.#collectValues(node);
    for (const [local, { specifier, name }] of Object.entries(this.bindings.bindings)) {
      const file = /^@oxc-project\/runtime\/helpers\/(?:esm\/)?(\w+)$/.exec(specifier)?.[1];
      if (file !== undefined) this.#helpers.set(local, oxc[file] ?? 'other');
      else if (specifier === 'tslib' && name !== '*') this.#helpers.set(local, tslib[name] ?? 'other');
    }
    walk(parsed.program, (node) => this.#collectAssigned(node));
  }

  /** Gives the initial value of a top-level name; undefined if it may be anything. */
  valueOf(name: string): AnyNode | undefined {
    return this.#assigned.has(name) ? undefined : this.#values.get(name);
  }

  /** Gives the helper that an expression names; undefined if it names none. */
  helperOf(node: AnyNode): Helper | undefined {
    const target = targetOf(node);
    if (!target || !this.isTop(node)) return undefined;
    if (target.path.length === 0) return this.#helpers.get(target.root);
    const imported = this.bindings.bindings[target.root];
    return imported?.specifier === 'tslib' && imported.name === '*' ? (tslib[target.path[0]!] ?? 'other') : undefined;
  }

  /** Tells whether an expression begins with a name of the module's top level. */
  isTop(node: AnyNode): boolean {
    return this.names.references.has(startOf(node));
  }

  isGlobal(node: AnyNode): boolean {
    return this.names.globals.has(startOf(node));
  }

  /** Gives the dotted name of something that the module doesn't declare; undefined if it is no plain name. */
  globalName(node: AnyNode): string | undefined {
    const target = this.isGlobal(node) ? targetOf(node) : undefined;
    return target && [target.root, ...target.path].join('.');
  }

  /** Gives the target that a top-level name stands for; undefined if it may be anything. */
  aliasOf(name: string): Target | undefined {
    const value = this.#constants.has(name) ? this.#values.get(name) : undefined;
    const plain = value?.type === 'AwaitExpression' ? value.argument : value;
    if (!plain || !this.isTop(plain)) return undefined;
    return targetOf(plain) ?? (plain.type === 'CallExpression' ? calledTarget(plain.callee) : undefined);
  }

  /** Tells whether an expression names something that a CommonJS module exports. */
  isExport(node: AnyNode): boolean {
    return /^(exports|module\.exports)(\.|$)/.test(this.globalName(node) ?? '');
  }

  /** Tells whether a call requires a module by a literal. */
  isRequire({ arguments: [first] }: CallExpression): boolean {
    return this.mentions.specifiers.some(({ kind, start }) => kind === 'require' && start === first?.start);
  }

  /** Tells whether a comment marks a call as pure. */
  isMarkedPure({ start }: AnyNode): boolean {
    const { comments, text } = this.parsed;
    return comments.some(
      ({ value, end }) => /[@#]__PURE__/.test(value) && end <= start && /^[\s(]*$/.test(text.slice(end, start)),
    );
  }

  /** Tells whether no running code can see the name of a top-level variable. Functions and classes know their names. */
  isHidden(name: string): boolean {
    const value = this.#lexical.has(name) ? this.valueOf(name) : undefined;
    return value !== undefined && !isFunction(value) && value.type !== 'ClassExpression';
  }

  /** Tells whether some object is given a property of that name after it was made. */
  isAssignedProperty(name: string): boolean {
    return this.#properties.has(name);
  }

  #collectAssigned(node: AnyNode): void {
    for (const name of assignedBy(node, this)) this.#assigned.add(name);
    if (node.type !== 'AssignmentExpression') return;
    for (const target of targetsOf(node.left)) {
      const name = target.type === 'MemberExpression' ? nameIn(target.property, target.computed) : undefined;
      if (name !== undefined) this.#properties.add(name);
    }
  }

  #collectValues(node: AnyNode): void {
    if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations) {
        if (id.type !== 'Identifier' || !init) continue;
        if (/^__\w+$/.test(id.name) && isInlineHelper(init)) this.#helpers.set(id.name, tslib[id.name] ?? 'other');
        this.#setValue(id.name, init);
        if (node.kind === 'const') this.#constants.add(id.name);
        if (node.kind !== 'var') this.#lexical.add(id.name);
      }
    } else {
      for (const name of declaredBy(node)) this.#setValue(name, node);
      // A `var` in a nested block assigns a name of the outer scope.
      if (!isFunction(node)) for (const name of variablesIn(node)) this.#assigned.add(name);
    }
  }

  #setValue(name: string, value: AnyNode): void {
    if (this.#values.has(name)) this.#assigned.add(name);
    this.#values.set(name, value);
  }
}

/** Gives the names that a node gives another value, other than by decorating it. */
export function assignedBy(node: AnyNode, module: ModuleSyntax): string[] {
  if (node.type === 'ForInStatement' || node.type === 'ForOfStatement')
    return node.left.type === 'VariableDeclaration' ? [] : bound(node.left);
  if (node.type !== 'AssignmentExpression') return [];
  let { right } = node;
  while (right.type === 'AssignmentExpression') right = right.right;
  const isDecorated = right.type === 'CallExpression' && module.helperOf(right.callee) === 'decorate';
  return isDecorated || isEnumObject(node) ? [] : bound(node.left);
}

/** Gives the targets that a pattern assigns to. */
export function targetsOf(pattern: AnyNode): AnyNode[] {
  switch (pattern.type) {
    case 'ObjectPattern':
      return pattern.properties.flatMap((part) => targetsOf(part.type === 'Property' ? part.value : part.argument));
    case 'ArrayPattern':
      return pattern.elements.flatMap((part) => (part ? targetsOf(part) : []));
    case 'AssignmentPattern':
      return targetsOf(pattern.left);
    case 'RestElement':
      return targetsOf(pattern.argument);
    default:
      return [pattern];
  }
}

/** Gives the target for a call's result: its path ends in `()`, which only Clew's own functions lead to. */
function calledTarget(callee: AnyNode): Target | undefined {
  const target = targetOf(callee);
  return target && { root: target.root, path: [...target.path, '()'] };
}

/** Tells whether it is `(this && this.__decorate) || function …`, which TypeScript writes into the file. */
function isInlineHelper(init: AnyNode): boolean {
  const inner = init.type === 'ParenthesizedExpression' ? init.expression : init;
  return (
    inner.type === 'LogicalExpression' &&
    inner.left.type === 'LogicalExpression' &&
    inner.left.left.type === 'ThisExpression'
  );
}

/** Tells whether it is `N = {}`, with which TypeScript begins a namespace. */
const isEnumObject = ({ right }: AssignmentExpression): boolean =>
  right.type === 'ObjectExpression' && right.properties.length === 0;

/** Gives the position of the name that an expression begins with. */
export function startOf(node: AnyNode): number {
  switch (node.type) {
    case 'MemberExpression':
      return startOf(node.object);
    case 'CallExpression':
      return startOf(node.callee);
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return startOf(node.expression);
    case 'SequenceExpression':
      return startOf(node.expressions.at(-1)!);
    default:
      return node.start;
  }
}
