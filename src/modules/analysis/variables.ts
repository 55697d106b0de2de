import type { AnyNode, CallExpression, Program } from 'acorn';
import { targetOf } from './bindings.ts';
import { anyName } from './summary.ts';
import { childrenOf, isFunction, nameIn, walk } from './syntax.ts';

/** A variable of the environment that some code uses; {@link anyName} where the name is computed. */
export interface MentionedVariable {
  readonly name: string;
  readonly start: number;
}

/** Facts about the environment in a module's code. */
interface Known {
  /** Tells whether an expression is the environment itself. */
  isEnvironment(node: AnyNode): boolean;
  /** Gives the text of an expression; undefined if only running it can tell. */
  textOf(node: AnyNode): string | undefined;
}

/**
 * Gives the environment variables that a program uses. Code that hands the environment on as a whole may use all of
 * them.
 */
export function variablesUsedIn(program: Program, known: Known): MentionedVariable[] {
  const finder = new VariableFinder(known);
  walk(program, (node) => finder.look(node));
  return finder.found;
}

class VariableFinder {
  readonly found: MentionedVariable[] = [];
  readonly #known: Known;
  /** Nodes that are no use of the environment as a whole. */
  readonly #dealt = new Set<AnyNode>();

  constructor(known: Known) {
    this.#known = known;
  }

  look(node: AnyNode): boolean | void {
    // These only name things.
    if (/^(Import\w*Declaration|ExportSpecifier)$/.test(node.type)) return false;
    if (this.#known.isEnvironment(node)) this.#use(node);
    this.#skipNames(node);
    switch (node.type) {
      case 'MemberExpression':
        if (this.#known.isEnvironment(node.object)) this.#add(node.object, node, this.#nameOf(node.property, node));
        return;
      case 'VariableDeclarator':
        if (node.init && this.#known.isEnvironment(node.init)) this.#takeApart(node.id, node.init);
        return;
      case 'AssignmentExpression':
        if (this.#known.isEnvironment(node.right)) this.#takeApart(node.left, node.right);
        return;
      case 'BinaryExpression':
        if (node.operator === 'in' && this.#known.isEnvironment(node.right))
          this.#add(node.right, node, this.#known.textOf(node.left));
        return;
      case 'CallExpression':
        return this.#call(node);
      default:
    }
  }

  /** Notes the use of the whole environment as a value: the parts of it that come next are no uses of their own. */
  #use(node: AnyNode): void {
    if (!this.#dealt.has(node)) this.found.push({ name: anyName, start: node.start });
    for (const child of childrenOf(node)) this.#dealt.add(child);
  }

  #add(environment: AnyNode, node: AnyNode, name: string | undefined): void {
    this.#dealt.add(environment);
    this.found.push({ name: name ?? anyName, start: node.start });
  }

  #nameOf(key: AnyNode, { computed }: { readonly computed: boolean }): string | undefined {
    return nameIn(key, computed) ?? (computed ? this.#known.textOf(key) : undefined);
  }

  /** Notes the names in `const { A } = process.env`; as a whole it only gets another name. */
  #takeApart(pattern: AnyNode, environment: AnyNode): void {
    if (pattern.type === 'Identifier') this.#dealt.add(environment);
    if (pattern.type !== 'ObjectPattern') return;
    for (const part of pattern.properties)
      this.#add(environment, part, part.type === 'Property' ? this.#nameOf(part.key, part) : undefined);
  }

  #call({ callee, arguments: [first, second] }: CallExpression): void {
    if (!first || !second || !this.#known.isEnvironment(first)) return;
    const target = targetOf(callee);
    const isLookup = target && /^(Object\.hasOwn|Reflect\.(get|has))$/.test([target.root, ...target.path].join('.'));
    if (isLookup) this.#add(first, first, this.#known.textOf(second));
  }

  /** Names are told by their text alone: those that are declared here, and those of properties, are none of them. */
  #skipNames(node: AnyNode): void {
    const names: (AnyNode | null | undefined)[] = [];
    if (node.type === 'MemberExpression' && !node.computed) names.push(node.property);
    if (/^(Property|(Method|Property)Definition)$/.test(node.type)) {
      const { key, computed, value } = node as Extract<AnyNode, { type: 'Property' }>;
      if (!computed) names.push(key);
      // Variables given to a child process aren't followed.
      if (nameIn(key, computed) === 'env') names.push(value);
      if (nameIn(key, computed) === 'env' && value?.type === 'ObjectExpression')
        for (const part of value.properties) if (part.type === 'SpreadElement') names.push(part.argument);
    }
    if (node.type === 'VariableDeclarator') walk(node.id, (inner) => void names.push(inner));
    if (node.type === 'AssignmentExpression') names.push(node.left);
    if (isFunction(node))
      for (const param of (node as Extract<AnyNode, { type: 'FunctionDeclaration' }>).params)
        walk(param, (inner) => void names.push(inner));
    for (const name of names) if (name) this.#dealt.add(name);
  }
}
