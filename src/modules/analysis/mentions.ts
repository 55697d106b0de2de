import type { AnyNode, CallExpression, Expression, NewExpression, Program, VariableDeclarator } from 'acorn';
import { isJavaScript, isTypeScript } from '../candidates.ts';
import { targetOf } from './bindings.ts';
import { type MentionedVariable, variablesUsedIn } from './variables.ts';
import type { Names } from './scope.ts';
import type { ImportBinding, Specifier } from './summary.ts';
import { nameIn, type Parsed, walk } from './syntax.ts';

/** A specifier that stands somewhere in the code. */
export interface MentionedSpecifier extends Specifier {
  readonly start: number;
  readonly end: number;
  /** True if it is written as a literal; false if by the name of one. */
  readonly isLiteral: boolean;
}

/** Mentions, in a module's code, of what lies outside it; each with its position. */
export interface Mentions {
  readonly specifiers: readonly MentionedSpecifier[];
  readonly variables: readonly MentionedVariable[];
  /** Positions at which it asks where its own file is. */
  readonly paths: readonly number[];
}

export function mentionsIn(
  { program, text }: Parsed,
  names: Names,
  bindings: Readonly<Record<string, ImportBinding>>,
): Mentions {
  return new MentionFinder(program, text, names, bindings);
}

/**
 * Names that stand for `require` or `process.env` are told by their name alone, in whatever function they are: one too
 * many only makes the code larger than it has to be.
 */
class MentionFinder implements Mentions {
  readonly specifiers: MentionedSpecifier[] = [];
  readonly variables: readonly MentionedVariable[];
  readonly paths: number[] = [];
  readonly #bindings: Readonly<Record<string, ImportBinding>>;
  readonly #names: Names;
  readonly #requires = new Set(['require']);
  readonly #environments = new Set<string>();
  readonly #texts = new Map<string, Set<string>>();
  /** Positions of `import.meta` and the like that only serve to find something already known. */
  readonly #explained = new Set<number>();
  #importsComputed = false;

  constructor(program: Program, text: string, names: Names, bindings: Readonly<Record<string, ImportBinding>>) {
    this.#names = names;
    this.#bindings = bindings;
    for (const [local, { specifier, name }] of Object.entries(bindings)) {
      if (/^(node:)?process$/.test(specifier) && name === 'env') this.#environments.add(local);
    }
    this.#collectNames(program);
    walk(program, (node) => this.#look(node));
    const isEnvironment = (node: AnyNode): boolean => this.#isEnvironment(node);
    const textOf = (node: AnyNode): string | undefined => this.#textOf(node);
    // Every alias of the environment comes from something named `env`, or from a computed property of `process`.
    this.variables = /env|process/.test(text) ? variablesUsedIn(program, { isEnvironment, textOf }) : [];
    // A computed import may load a module that an address names.
    if (this.#importsComputed) {
      for (const one of this.specifiers.filter(({ kind }) => kind === 'url'))
        this.specifiers.push({ ...one, kind: 'import', isLiteral: false });
    }
  }

  #collectNames(program: Program): void {
    let size: number;
    const count = (): number => this.#requires.size + this.#environments.size + this.#texts.size;
    do {
      size = count();
      walk(program, (node) => {
        if (node.type === 'VariableDeclarator') this.#collect(node);
        if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') {
          if (this.#isRequire(node.right)) this.#requires.add(node.left.name);
          if (this.#isEnvironment(node.right)) this.#environments.add(node.left.name);
        }
      });
    } while (size !== count());
  }

  #collect({ id, init }: VariableDeclarator): void {
    if (!init) return;
    if (id.type === 'Identifier') {
      if (this.#isRequire(init)) this.#requires.add(id.name);
      if (this.#isEnvironment(init)) this.#environments.add(id.name);
      if (init.type === 'Literal' && typeof init.value === 'string')
        this.#texts.set(id.name, (this.#texts.get(id.name) ?? new Set()).add(init.value));
    } else if (id.type === 'ObjectPattern') {
      for (const part of id.properties) {
        if (part.type !== 'Property' || !this.#mayBeNamed('env', part.key, part.computed)) continue;
        const value = part.value.type === 'AssignmentPattern' ? part.value.left : part.value;
        if (this.#isProcess(init) && value.type === 'Identifier') this.#environments.add(value.name);
      }
    }
  }

  #isRequire(node: Expression): boolean {
    if (node.type === 'Identifier') return this.#requires.has(node.name);
    if (node.type !== 'CallExpression') return false;
    const target = targetOf(node.callee);
    if (!target) return false;
    if (target.path.at(-1) === 'bind') return this.#requires.has(target.root);
    const imported = this.#bindings[target.root];
    const isCreate =
      target.path.at(-1) === 'createRequire' ||
      (target.path.length === 0 && imported?.name === 'createRequire' && /^(node:)?module$/.test(imported.specifier));
    return isCreate && this.#isOwnFile(node.arguments[0]);
  }

  /** Tells whether an expression is the address or the path of the module's own file. */
  #isOwnFile(node: AnyNode | undefined): boolean {
    if (node?.type === 'Identifier') return node.name === '__filename' && this.#names.globals.has(node.start);
    if (node?.type !== 'MemberExpression' || node.object.type !== 'MetaProperty') return false;
    return /^(url|filename)$/.test(nameIn(node.property, node.computed) ?? '');
  }

  #isProcess(node: AnyNode): boolean {
    const target = targetOf(node);
    if (!target) return false;
    const imported = this.#bindings[target.root];
    const isNamed = imported ? /^(node:)?process$/.test(imported.specifier) : target.root === 'process';
    if (isNamed) return target.path.length === 0 || (imported?.name === '*' && target.path[0] === 'default');
    return /^(globalThis|global)$/.test(target.root) && target.path.length === 1 && target.path[0] === 'process';
  }

  #isEnvironment(node: AnyNode): boolean {
    if (node.type === 'Identifier') return this.#environments.has(node.name);
    if (node.type === 'LogicalExpression') return this.#isEnvironment(node.left);
    if (node.type !== 'MemberExpression') return false;
    return this.#mayBeNamed('env', node.property, node.computed) && this.#isProcess(node.object);
  }

  /** Tells whether a property has a name; one that only running the code can tell may have any. */
  #mayBeNamed(name: string, key: AnyNode, computed: boolean): boolean {
    return (nameIn(key, computed) ?? this.#textOf(key) ?? name) === name;
  }

  #look(node: AnyNode): void {
    switch (node.type) {
      case 'ImportExpression':
        this.#importsComputed ||= this.#literals(node.source).length === 0;
        return this.#add(node.source, 'import');
      case 'CallExpression':
        return this.#call(node);
      case 'NewExpression':
        return this.#address(node);
      case 'MemberExpression': {
        const name = nameIn(node.property, node.computed);
        if (node.object.type !== 'MetaProperty' || node.object.meta.name !== 'import') return;
        if (!/^(url|filename|dirname)$/.test(name ?? 'url') || this.#explained.has(node.start)) return;
        this.paths.push(node.start);
        return;
      }
      case 'Identifier':
        if (/^__(filename|dirname)$/.test(node.name) && this.#names.globals.has(node.start)) {
          if (!this.#explained.has(node.start)) this.paths.push(node.start);
        }
        return;
      case 'VariableDeclarator':
        if (node.id.type === 'ObjectPattern' && node.init?.type === 'MetaProperty') this.paths.push(node.start);
        return;
      default:
    }
  }

  #call(node: CallExpression): void {
    const target = targetOf(node.callee);
    const [first] = node.arguments;
    if (!first || first.type === 'SpreadElement') return;
    if (target && this.#requires.has(target.root) && /^(resolve)?$/.test(target.path.join('.'))) {
      this.#add(first, 'require');
    }
    const callee = node.callee;
    if (
      callee.type === 'MemberExpression' &&
      callee.object.type === 'MetaProperty' &&
      nameIn(callee.property, callee.computed) === 'resolve'
    ) {
      this.#add(first, 'url', true);
    }
    const isCreate = target && (target.path.at(-1) ?? this.#bindings[target.root]?.name) === 'createRequire';
    if (isCreate) this.#explain(first);
  }

  /** Adds the path in `new URL('./worker.js', import.meta.url)`. */
  #address({ callee, arguments: [path, base] }: NewExpression): void {
    if (callee.type !== 'Identifier' || callee.name !== 'URL' || !path || !base) return;
    const isOwn = base.type === 'MemberExpression' && base.object.type === 'MetaProperty';
    if (!isOwn || nameIn(base.property, base.computed) !== 'url' || path.type === 'SpreadElement') return;
    const before = this.specifiers.length;
    this.#add(path, 'url');
    if (this.specifiers.length > before) this.#explain(base);
  }

  #explain(node: AnyNode): void {
    this.#explained.add(node.start);
  }

  #add(node: Expression, kind: Specifier['kind'], isBare = false): void {
    for (const { text, start, end, isLiteral } of this.#literals(node)) {
      if (kind !== 'url') this.specifiers.push({ specifier: text, kind, start, end, isLiteral });
      // Any other file named by an address is data, and counts no more than files that `fs` reads.
      else if ((isTypeScript(text) || isJavaScript(text)) && !/^[a-z][a-z\d+.-]+:/i.test(text)) {
        const specifier = isBare || /^\.{0,2}\//.test(text) ? text : `./${text}`;
        this.specifiers.push({ specifier, kind, start, end, isLiteral });
      }
    }
  }

  #literals(node: AnyNode): { text: string; start: number; end: number; isLiteral: boolean }[] {
    const { start, end } = node;
    switch (node.type) {
      case 'ConditionalExpression':
        return [...this.#literals(node.consequent), ...this.#literals(node.alternate)];
      case 'LogicalExpression':
        return [...this.#literals(node.left), ...this.#literals(node.right)];
      case 'Identifier':
        return [...(this.#texts.get(node.name) ?? [])].map((text) => ({ text, start, end, isLiteral: false }));
      default: {
        const text = this.#textOf(node);
        const isLiteral = node.type === 'Literal' || (node.type === 'TemplateLiteral' && node.expressions.length === 0);
        return text === undefined ? [] : [{ text, start, end, isLiteral }];
      }
    }
  }

  /** Texts that are put together of literals. */
  #textOf(node: AnyNode): string | undefined {
    if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
    if (node.type === 'Identifier') {
      const texts = [...(this.#texts.get(node.name) ?? [])];
      return texts.length === 1 ? texts[0] : undefined;
    }
    if (node.type === 'TemplateLiteral') {
      const parts = node.expressions.map((expression) => this.#textOf(expression));
      if (parts.includes(undefined)) return undefined;
      return node.quasis.map(({ value }, i) => (value.cooked ?? '') + (parts[i] ?? '')).join('');
    }
    if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined;
    const [left, right] = [this.#textOf(node.left), this.#textOf(node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
}
