import type { AnyNode, Function as FunctionNode, Identifier, Pattern, Program } from 'acorn';
import { childrenOf, isFunction } from './syntax.ts';

/** The names of a module's text: what each identifier that is no local one means, by where it stands. */
export interface Names {
  /** The names that the module declares at its top level, imports included. */
  readonly top: ReadonlySet<string>;
  /** Identifiers that mean something of the top level. */
  readonly references: ReadonlyMap<number, string>;
  /** Identifiers that nothing in the module declares. */
  readonly globals: ReadonlyMap<number, string>;
  /** Positions at which `{ name }` stands for `{ name: name }`. */
  readonly shorthands: ReadonlySet<number>;
  /** True if names can't be told apart, because of a direct `eval` or `with`. */
  readonly isDynamic: boolean;
}

/** The names of a block, inside of those around it. */
interface Scope {
  readonly names: ReadonlySet<string>;
  readonly outer: Scope | undefined;
}

export function namesOf(program: Program): Names {
  return new NameFinder(program);
}

class NameFinder implements Names {
  readonly top: ReadonlySet<string>;
  readonly references = new Map<number, string>();
  readonly globals = new Map<number, string>();
  readonly shorthands = new Set<number>();
  isDynamic = false;

  constructor(program: Program) {
    this.top = new Set([...variablesIn(program), ...lexicalIn(program.body)]);
    const scope: Scope = { names: this.top, outer: undefined };
    for (const statement of program.body) this.#visit(statement, scope);
  }

  #visit(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case 'Identifier':
        return this.#use(node, scope);
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return undefined;
      case 'ExportNamedDeclaration':
        if (node.declaration) this.#visit(node.declaration, scope);
        else if (!node.source) for (const { local } of node.specifiers) this.#visit(local, scope);
        return undefined;
      case 'LabeledStatement':
        return this.#visit(node.body, scope);
      case 'WithStatement':
        this.isDynamic = true;
        break;
      case 'CallExpression':
        if (node.callee.type === 'Identifier' && node.callee.name === 'eval') this.isDynamic = true;
        break;
      case 'MemberExpression':
        this.#visit(node.object, scope);
        if (node.computed) this.#visit(node.property, scope);
        return undefined;
      case 'Property':
        if (node.computed) this.#visit(node.key, scope);
        if (node.shorthand) this.shorthands.add(node.key.start);
        return this.#visit(node.value, scope);
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) this.#visit(node.key, scope);
        if (node.value) this.#visit(node.value, scope);
        return undefined;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#visitFunction(node, scope);
      case 'ClassExpression':
      case 'ClassDeclaration': {
        const inner = node.id && node.type === 'ClassExpression' ? within(scope, [node.id.name]) : scope;
        if (node.superClass) this.#visit(node.superClass, inner);
        return this.#visit(node.body, inner);
      }
      case 'CatchClause': {
        const inner = within(scope, node.param ? bound(node.param) : []);
        if (node.param) this.#visit(node.param, inner);
        return this.#visit(node.body, inner);
      }
      case 'StaticBlock':
        return this.#all(node.body, within(scope, [...variablesIn(node), ...lexicalIn(node.body)]));
      case 'BlockStatement':
        return this.#all(node.body, within(scope, lexicalIn(node.body)));
      case 'SwitchStatement':
        this.#visit(node.discriminant, scope);
        return this.#all(node.cases, within(scope, lexicalIn(node.cases.flatMap(({ consequent }) => consequent))));
      case 'ForStatement':
        return this.#all(childrenOf(node), within(scope, node.init ? lexicalIn([node.init]) : []));
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#all(childrenOf(node), within(scope, lexicalIn([node.left])));
      default:
    }
    return this.#all(childrenOf(node), scope);
  }

  #all(nodes: readonly AnyNode[], scope: Scope): void {
    for (const node of nodes) this.#visit(node, scope);
  }

  #visitFunction(node: FunctionNode, outer: Scope): void {
    const own = node.type === 'FunctionExpression' && node.id ? [node.id.name] : [];
    const parameters = node.params.flatMap((param) => bound(param as Pattern));
    const implied = node.type === 'ArrowFunctionExpression' ? [] : ['arguments'];
    const scope = within(within(outer, own), [...parameters, ...implied]);
    this.#all(node.params, scope);
    if (node.body.type !== 'BlockStatement') return this.#visit(node.body, scope);
    this.#all(node.body.body, within(scope, [...variablesIn(node.body), ...lexicalIn(node.body.body)]));
  }

  #use({ name, start }: Identifier, scope: Scope): void {
    for (let at: Scope | undefined = scope; at; at = at.outer) {
      if (!at.names.has(name)) continue;
      if (at.outer === undefined) this.references.set(start, name);
      return;
    }
    this.globals.set(start, name);
  }
}

const within = (outer: Scope, names: readonly string[]): Scope =>
  names.length === 0 ? outer : { names: new Set(names), outer };

/** Gives the names that a pattern binds. */
export function bound(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((part) => bound(part.type === 'Property' ? part.value : part.argument));
    case 'ArrayPattern':
      return pattern.elements.flatMap((part) => (part ? bound(part) : []));
    case 'AssignmentPattern':
      return bound(pattern.left);
    case 'RestElement':
      return bound(pattern.argument);
    default:
      return [];
  }
}

/** Gives the names that `let`, `const`, `class`, `function` and `import` declare in a list of statements. */
export function lexicalIn(statements: readonly AnyNode[]): string[] {
  return statements.flatMap((node): string[] => {
    switch (node.type) {
      case 'VariableDeclaration':
        return node.kind === 'var' ? [] : node.declarations.flatMap(({ id }) => bound(id));
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return node.id ? [node.id.name] : [];
      case 'ExportNamedDeclaration':
        return node.declaration ? lexicalIn([node.declaration]) : [];
      case 'ExportDefaultDeclaration':
        return lexicalIn([node.declaration]);
      case 'ImportDeclaration':
        return node.specifiers.map(({ local }) => local.name);
      case 'LabeledStatement':
        return lexicalIn([node.body]);
      default:
        return [];
    }
  });
}

/**
 * Gives the names that `var` declares anywhere in a function's body, and those of functions in its blocks, which may be
 * visible outside them.
 */
export function variablesIn(node: AnyNode): string[] {
  return childrenOf(node).flatMap((child): string[] => {
    if (child.type === 'VariableDeclaration' && child.kind === 'var') {
      return [...child.declarations.flatMap(({ id }) => bound(id)), ...variablesIn(child)];
    }
    if (isFunction(child) || child.type === 'ClassBody') return [];
    return variablesIn(child);
  });
}
