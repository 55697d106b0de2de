import type { AnyNode, Expression, Super } from 'acorn';
import type { TaskReach } from '../task-reach.ts';
import { rootOf, targetOf } from './bindings.ts';
import { linkOf, originOf, summaryOf } from './links.ts';
import { declarationsOf, mayReadWhenLoaded, syntaxOf } from './load-reads.ts';
import type { ModuleSyntax } from './module.ts';
import { effectsIn, flat } from './slice.ts';
import { childrenOf, isFunction } from './syntax.ts';

/**
 * Tells of a script that calls `run()` itself what `mayReadWhenLoaded` tells of a module: only reads count whose results
 * it has left somewhere before. The statement with the call counts as if it began with it.
 */
export function mayReadBeforeRun(file: string, { reaches }: Pick<TaskReach, 'reaches'>): boolean {
  const { statements } = summaryOf(file);
  const syntax = syntaxOf(file);
  const nodes = syntax?.bindings.statements ?? [];
  const separate = syntax ? new PackageStatements(file, syntax).find() : new Set<number>();
  const isSeparate = (at: number): boolean => separate.has(at);
  const first = nodes.findIndex((node) => !isDeclaration(node) && leadsToRun(file, node, new Set()));
  if (first < 0) return mayReadWhenLoaded(file, { reaches }, isSeparate);
  if (!effectsIn(file).some((at) => at < first)) return false;
  const [line, column] = statements[first]!.range;
  const isBefore = (at: number, left: number): boolean => at < line || (at === line && left < column);
  const reach = { reaches: (of: string, at: number, left: number) => isBefore(at, left) && reaches(of, at, left) };
  return mayReadWhenLoaded(file, reach, isSeparate);
}

const isDeclaration = ({ type }: AnyNode): boolean => type === 'FunctionDeclaration' || type === 'ClassDeclaration';

function leadsToRun(file: string, node: AnyNode, seen: Set<string>): boolean {
  const target = targetOf(node);
  if (!target) return childrenOf(node).some((child) => leadsToRun(file, child, seen));
  if (!syntaxOf(file)?.isTop(node)) return false;
  const origin = originOf(file, target);
  if (origin.kind !== 'local') return origin.kind === 'clew' && origin.path[0] === 'run';
  const key = `${origin.file}\0${origin.name}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return declarationsOf(origin.file, origin.name).some((one) => leadsToRun(origin.file, one, seen));
}

/**
 * Finds the statements by which packages do something that no task can see, such as a server that starts: they call what
 * a package exports, or what it made, hand over nothing that is anybody else's, and nobody else mentions what they made.
 */
class PackageStatements {
  readonly #file: string;
  readonly #syntax: ModuleSyntax;

  constructor(file: string, syntax: ModuleSyntax) {
    this.#file = file;
    this.#syntax = syntax;
  }

  find(): ReadonlySet<number> {
    const { statements, exports } = summaryOf(this.#file);
    const exported = Object.values(exports).flatMap((target) => ('local' in target ? [target.local] : []));
    const nodes = this.#syntax.bindings.statements;
    const names = statements.map(({ parts }) => namesIn(this.#file, parts));
    const found = new Set(nodes.keys());
    // Each round judges by the statements that are left, until none goes any more.
    for (let size = -1; size !== found.size;) {
      size = found.size;
      const made = new Set([...found].flatMap((at) => statements[at]!.declares));
      const others = [...nodes.keys()].filter((at) => !found.has(at));
      const mentioned = new Set([...exported, ...others.flatMap((at) => names[at]!)]);
      for (const at of found) {
        const { declares, changes, changesLater, changesImported, changesGlobals } = statements[at]!;
        const isOwn = (name: string): boolean => made.has(name) && !mentioned.has(name);
        const changed = [...declares, ...changes, ...changesLater];
        const isSeparate = changed.every(isOwn) && changesImported.length === 0 && changesGlobals.length === 0;
        if (!isSeparate || !this.#isPackageCall(nodes[at]!, isOwn)) found.delete(at);
      }
    }
    return found;
  }

  #isPackageCall(node: AnyNode, isOwn: (name: string) => boolean): boolean {
    if (node.type === 'VariableDeclaration')
      return node.declarations.every(({ init }) => init && this.#isCall(init, isOwn));
    return node.type === 'ExpressionStatement' && this.#isCall(node.expression, isOwn);
  }

  #isCall(node: Expression | Super, isOwn: (name: string) => boolean): boolean {
    if (node.type === 'AwaitExpression') return this.#isCall(node.argument, isOwn);
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
    if (node.arguments.some((one) => !this.#isPlain(one, isOwn))) return false;
    return this.#isPackages(node.callee, isOwn);
  }

  #isPackages(callee: Expression | Super, isOwn: (name: string) => boolean): boolean {
    if (callee.type === 'MemberExpression' && !rootOf(callee)) return this.#isPackages(callee.object, isOwn);
    const root = rootOf(callee);
    if (!root) return this.#isCall(callee, isOwn);
    return this.#syntax.isTop(root) && (isOwn(root.name) || this.#isOfPackage(root.name));
  }

  /** Tells whether a value is made of literals, functions and what is the packages'. */
  #isPlain(node: AnyNode, isOwn: (name: string) => boolean): boolean {
    if (isFunction(node)) return true;
    if (node.type === 'Identifier')
      return this.#syntax.isTop(node) && (isOwn(node.name) || this.#isOfPackage(node.name));
    if (node.type === 'MemberExpression') return this.#isPlain(node.object, isOwn);
    if (node.type === 'Property') return !node.computed && this.#isPlain(node.value, isOwn);
    return childrenOf(node).every((child) => this.#isPlain(child, isOwn));
  }

  #isOfPackage(name: string): boolean {
    const { bindings } = summaryOf(this.#file);
    return Object.hasOwn(bindings, name) && linkOf(this.#file, bindings[name]!).kind === 'package';
  }
}

const namesIn = (file: string, parts: Parameters<typeof flat>[1]): string[] =>
  flat(file, parts).flatMap((part) => (typeof part === 'object' && 'local' in part ? [part.local] : []));
