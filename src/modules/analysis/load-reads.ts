import { isBuiltin } from 'node:module';
import type { AnyNode, CallExpression, Expression, Super } from 'acorn';
import type { TaskReach } from '../task-reach.ts';
import { readModule } from '../read.ts';
import { rootOf, targetOf } from './bindings.ts';
import { isNodeValueCall, isNodeReadCall, isValueCall, isValueClass } from './builtins.ts';
import { linkOf, originOf, summaryOf } from './links.ts';
import { ModuleSyntax, startOf } from './module.ts';
import type { Target } from './summary.ts';
import { childrenOf, isFunction, parseText } from './syntax.ts';

/** Packages that describe data, or tests: nothing is read, or called that is handed over, when a module is loaded. */
const describing = new Set(
  'zod valibot arktype yup joi superstruct @sinclair/typebox typebox effect io-ts reflect-metadata typedi tslib fast-check vitest @jest/globals mocha ava'.split(
    ' ',
  ),
);

const syntaxes = new Map<string, ModuleSyntax | undefined>();

/**
 * Tells whether evaluating the part of a module that a task reaches may read a file, or do something that can't be
 * determined: then the task may depend on something that nobody has seen. Functions and classes that are only declared
 * don't count. `trustsPackages` tells of which statements, by their numbers, packages may read what they like.
 */
export function mayReadWhenLoaded(
  file: string,
  { reaches }: Pick<TaskReach, 'reaches'>,
  trustsPackages: (at: number) => boolean = () => false,
): boolean {
  const syntax = syntaxOf(file);
  const { statements } = summaryOf(file);
  if (!syntax || syntax.names.isDynamic || syntax.bindings.statements.length !== statements.length) return true;
  const finders = { trusting: new ReadFinder(true), strict: new ReadFinder(false) };
  return statements.some(({ range: [line, column] }, i) => {
    const finder = trustsPackages(i) ? finders.trusting : finders.strict;
    return reaches(file, line, column) && finder.isReading(file, syntax, syntax.bindings.statements[i]!);
  });
}

/** Gives the statements that declare or change a name. */
export function declarationsOf(file: string, name: string): AnyNode[] {
  const { statements } = summaryOf(file);
  return (syntaxOf(file)?.bindings.statements ?? []).filter(
    (_, i) => statements[i]?.declares.includes(name) || statements[i]?.changes.includes(name),
  );
}

/** Follows calls, as far as needed, through the modules of a project. */
class ReadFinder {
  readonly #trustsPackages: boolean;
  readonly #followed = new Set<string>();

  constructor(trustsPackages: boolean) {
    this.#trustsPackages = trustsPackages;
  }

  /** Tells whether evaluating a statement may read a file. */
  isReading(file: string, syntax: ModuleSyntax, statement: AnyNode): boolean {
    return new StatementWalk(file, syntax, (at, target) => this.#follow(at, target)).evaluates(statement);
  }

  /** Tells whether the target may read a file when it is called, in whatever way. */
  #follow(file: string, target: Target): boolean {
    const origin = originOf(file, target);
    if (origin.kind === 'clew' || origin.kind === 'missing') return false;
    if (origin.kind === 'node') return !isQuietOfNode(origin.specifier, origin.path);
    if (origin.kind === 'unknown') return !this.#trustsPackages && !isDescribing(file, target.root);
    const key = `${origin.file}\0${origin.name}`;
    if (this.#followed.has(key)) return false;
    this.#followed.add(key);
    const syntax = syntaxOf(origin.file);
    if (!syntax) return true;
    const walk = new StatementWalk(origin.file, syntax, (at, next) => this.#follow(at, next));
    return declarationsOf(origin.file, origin.name).some((statement) => walk.mentions(statement));
  }
}

type Follow = (file: string, target: Target) => boolean;

/** Looks for what reads in some code of one module. */
class StatementWalk {
  readonly #file: string;
  readonly #syntax: ModuleSyntax;
  readonly #follow: Follow;

  constructor(file: string, syntax: ModuleSyntax, follow: Follow) {
    this.#file = file;
    this.#syntax = syntax;
    this.#follow = follow;
  }

  /** Tells whether code that runs now may read: bodies of functions count only where they are called. */
  evaluates(node: AnyNode): boolean {
    if (isFunction(node)) return false;
    if (node.type === 'MethodDefinition') return node.computed && this.evaluates(node.key);
    if (node.type === 'PropertyDefinition' && !node.static) return node.computed && this.evaluates(node.key);
    if (node.type === 'ImportExpression' && node.source.type !== 'Literal') return true;
    if (node.type === 'CallExpression' && this.#isRequireOfUnknown(node)) return true;
    if (node.type === 'CallExpression' || node.type === 'NewExpression')
      return this.#calls(node.callee, node.arguments);
    if (node.type === 'TaggedTemplateExpression') return this.#calls(node.tag, node.quasi.expressions);
    return childrenOf(node).some((child) => this.evaluates(child));
  }

  /** Tells whether any name in some code, its functions included, leads to a read. */
  mentions(node: AnyNode): boolean {
    if (node.type === 'ImportExpression' && node.source.type !== 'Literal') return true;
    if (node.type === 'CallExpression' && this.#isInput(node.callee)) return false;
    const specifier = this.#loadedBy(node);
    if (specifier !== undefined) return !this.#isQuietModule(specifier, []);
    const target = targetOf(node);
    if (target) return this.#leadsToRead(node, target);
    return childrenOf(node).some((child) => this.mentions(child));
  }

  #calls(callee: Expression | Super, given: readonly AnyNode[]): boolean {
    if (isFunction(callee)) return this.mentions(callee) || given.some((one) => this.evaluates(one));
    const isDeclaring = this.#isDeclaring(callee);
    const reads = (one: AnyNode): boolean => {
      // A function that is handed over may be called, unless the callee only notes it down.
      if (!isDeclaring && (isFunction(one) || targetOf(one))) return this.mentions(one);
      return this.evaluates(one);
    };
    if (given.some(reads)) return true;
    if (isDeclaring) return this.evaluates(callee);
    return this.#isCallReading(callee) || (callee.type !== 'Identifier' && this.evaluates(callee));
  }

  #isCallReading(callee: AnyNode): boolean {
    const target = targetOf(callee);
    if (target) return this.#leadsToRead(callee, target, true);
    const specifier = this.#loadedBy(callee);
    if (specifier !== undefined) return !this.#isQuietModule(specifier, []);
    // In `a().b()`, the result of `a` is judged as `a` is.
    if (callee.type === 'MemberExpression') return this.#isCallReading(callee.object);
    if (callee.type === 'AwaitExpression') return this.#isCallReading(callee.argument);
    if (callee.type === 'CallExpression') return this.evaluates(callee);
    return false;
  }

  /** Decorators, schemas and the like call nothing of what they are given while a module is loaded. */
  #isDeclaring(callee: AnyNode): boolean {
    if (this.#syntax.helperOf(callee) !== undefined) return true;
    if (callee.type === 'CallExpression') return this.#isDeclaring(callee.callee);
    const target = targetOf(callee);
    if (!target && callee.type === 'MemberExpression') return this.#isDeclaring(callee.object);
    if (!target || !this.#syntax.isTop(callee)) return false;
    const origin = originOf(this.#file, target);
    if (origin.kind === 'node') return /^test\b/.test(origin.specifier);
    return origin.kind === 'clew' || (origin.kind === 'unknown' && isDescribing(this.#file, target.root));
  }

  #isInput(callee: AnyNode): boolean {
    const target = targetOf(callee);
    const origin = target && this.#syntax.isTop(callee) ? originOf(this.#file, target) : undefined;
    return origin?.kind === 'clew' && (origin.path[0] ?? '').startsWith('From');
  }

  #leadsToRead(node: AnyNode, target: Target, isCall = false): boolean {
    if (this.#syntax.isTop(node)) return this.#follow(this.#file, target);
    if (!this.#syntax.isGlobal(node)) {
      // A name local to a function or a block: its value is in the surrounding code.
      return isCall && this.#isOuterLocal(node);
    }
    const name = [target.root, ...target.path].join('.');
    if (/^(eval|Function)$/.test(name)) return true;
    // With a literal, it loads a module as an import does.
    if (/^(module\.)?require$/.test(name)) return !isCall;
    if (!/^process\b/.test(name)) return false;
    return isCall && !isValueCall(name) && !isValueClass(name) && !/^process\.(on|once|env|argv|exit)\b/.test(name);
  }

  /** Tells whether a name that is called at the top level belongs to a block there. */
  #isOuterLocal(node: AnyNode): boolean {
    return rootOf(node) === node && startOf(node) === node.start;
  }

  /** Gives the module that a call loads by a literal; undefined if it loads none. */
  #loadedBy(node: AnyNode): string | undefined {
    const isRequire = node.type === 'CallExpression' && this.#syntax.isRequire(node);
    const source = isRequire ? node.arguments[0] : node.type === 'ImportExpression' ? node.source : undefined;
    return source?.type === 'Literal' && typeof source.value === 'string' ? source.value : undefined;
  }

  #isRequireOfUnknown(node: CallExpression): boolean {
    const target = targetOf(node.callee);
    const isRequire = target?.root === 'require' && target.path.length === 0 && this.#syntax.isGlobal(node.callee);
    return isRequire && this.#loadedBy(node) === undefined;
  }

  #isQuietModule(specifier: string, path: readonly string[]): boolean {
    const link = linkOf(this.#file, { specifier, kind: 'import' });
    if (isBuiltin(specifier)) return isQuietOfNode(specifier, path);
    return link.kind === 'given' || (link.kind === 'package' && describing.has(link.name));
  }
}

function isQuietOfNode(specifier: string, path: readonly string[]): boolean {
  return /^test\b/.test(specifier) || (isNodeValueCall(specifier, path) && !isNodeReadCall(specifier, path));
}

function isDescribing(file: string, root: string): boolean {
  const { bindings } = summaryOf(file);
  if (!Object.hasOwn(bindings, root)) return false;
  const link = linkOf(file, bindings[root]!);
  return link.kind === 'package' && describing.has(link.name);
}

export function syntaxOf(file: string): ModuleSyntax | undefined {
  if (!syntaxes.has(file)) {
    const { code, source, esm } = readModule(file);
    const parsed = parseText(code ?? source, esm ? 'module' : 'either');
    syntaxes.set(file, parsed && new ModuleSyntax(parsed));
  }
  return syntaxes.get(file);
}
