import type { AnyNode, AssignmentExpression, CallExpression, Class, Expression, NewExpression } from 'acorn';
import { accessesIn } from './properties.ts';
import { aliasesOf } from './aliases.ts';
import { rootOf, targetOf } from './bindings.ts';
import {
  callbacksOf,
  isChangingMethod,
  isNodeValueCall,
  isReadingMethod,
  isValueCall,
  isValueClass,
} from './builtins.ts';
import { Locals } from './locals.ts';
import { type ModuleSyntax, targetsOf } from './module.ts';
import type { Callee, Effects } from './summary.ts';
import { childrenOf, isFunction, nameIn } from './syntax.ts';

/** Finds what happens while some code is evaluated. */
export class EffectFinder {
  readonly #module: ModuleSyntax;
  readonly #calls = new Map<string, Callee>();
  readonly #changes = new Set<string>();
  readonly #reads = new Set<string>();
  readonly #entered: Set<AnyNode>;
  readonly #isFunctionBody: boolean;
  #isCertain = false;

  /** `isFunctionBody`: what is changed at the top level is changed by whoever calls it. */
  constructor(module: ModuleSyntax, isFunctionBody = false, entered = new Set<AnyNode>()) {
    this.#module = module;
    this.#isFunctionBody = isFunctionBody;
    this.#entered = entered;
  }

  /** The effects found; null if the code may do anything. */
  get effects(): Effects {
    if (this.#isCertain) return null;
    return [...this.#calls.values(), ...(this.#reads.size > 0 ? [{ reads: [...this.#reads].sort() }] : [])];
  }

  /** Names of the module's top level that are assigned to, or whose values are changed. */
  get changes(): string[] {
    return [...this.#changes];
  }

  evaluate(node: AnyNode, locals: Locals): void {
    if (this.#isCertain) return;
    for (const name of accessesIn(node, this.#module)) this.#reads.add(name);
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'Identifier':
        return undefined;
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#class(node as AnyNode, locals);
      case 'AssignmentExpression':
        return this.#assign(node, locals);
      case 'UpdateExpression':
        return this.#write(node.argument, locals);
      case 'UnaryExpression':
        if (node.operator === 'delete') this.#write(node.argument, locals);
        return this.evaluate(node.argument, locals);
      case 'CallExpression':
        return this.#call(node, locals);
      case 'NewExpression':
        return this.#construct(node, locals);
      case 'TaggedTemplateExpression':
        this.#reach(node.tag, locals, 1, false);
        return this.evaluate(node.quasi, locals);
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration') this.#write(node.left, locals);
        break;
      case 'WithStatement':
        return this.#fail();
      default:
    }
    for (const child of childrenOf(node)) this.evaluate(child, locals);
  }

  /** Follows a call of a function of the module's text. */
  enter(node: AnyNode, locals: Locals, isConstructor = false, given: readonly AnyNode[] = []): void {
    if (this.#entered.has(node) || !isFunction(node)) return;
    this.#entered.add(node);
    const inner = locals.inside(node, isConstructor, given);
    for (const child of childrenOf(node)) this.evaluate(child, inner);
    this.#entered.delete(node);
  }

  /** Follows `new` on a class of the module's text. */
  construct(node: Class, locals: Locals): void {
    if (node.superClass) this.#reach(node.superClass, locals, 1, true);
    const inner = locals.ofClass(node as AnyNode);
    for (const member of node.body.body) {
      if (member.type === 'PropertyDefinition' && !member.static && member.value) this.evaluate(member.value, inner);
      if (member.type === 'MethodDefinition' && member.kind === 'constructor') this.enter(member.value, locals, true);
    }
  }

  /** Follows a call of what a function returned. */
  enterResult(node: AnyNode, locals: Locals): void {
    if (this.#entered.has(node)) return;
    this.#entered.add(node);
    const inner = locals.inside(node, false);
    for (const result of inner.results()) this.#enterValue(result, inner);
    this.#entered.delete(node);
  }

  #enterValue(node: AnyNode, locals: Locals): void {
    if (node.type === 'ConditionalExpression') {
      this.#enterValue(node.consequent, locals);
      this.#enterValue(node.alternate, locals);
    } else if (isFunction(node)) this.enter(node, locals);
    else if (node.type === 'CallExpression') this.#reach(node.callee, locals, 2, false);
    else this.#reach(node, locals, 1, false);
  }

  #fail(): void {
    this.#isCertain = true;
  }

  #class(node: AnyNode, locals: Locals): void {
    const { superClass, body } = node as Class;
    if (superClass) this.evaluate(superClass, locals);
    const inner = locals.ofClass(node);
    for (const member of body.body) {
      if (member.type === 'StaticBlock') {
        for (const statement of member.body) this.evaluate(statement, inner);
        continue;
      }
      if (member.computed) this.evaluate(member.key, locals);
      if (member.type === 'PropertyDefinition' && member.static && member.value) this.evaluate(member.value, inner);
    }
  }

  #assign({ left, right, operator }: AssignmentExpression, locals: Locals): void {
    this.evaluate(right, locals);
    // `exports.a = b` of CommonJS only declares.
    if (operator === '=' && !this.#isFunctionBody && this.#module.isExport(left)) return;
    this.#write(left, locals);
  }

  /** Notes everything that a pattern, or a plain name, assigns to. */
  #write(pattern: AnyNode, locals: Locals): void {
    // Keys and defaults of a pattern are evaluated.
    if (pattern.type.endsWith('Pattern')) this.evaluate(pattern, locals);
    for (const target of targetsOf(pattern)) {
      if (target.type === 'Identifier') {
        if (locals.has(target)) continue;
        if (this.#module.isTop(target)) this.#changeTop(target.name);
        else this.#fail();
      } else if (target.type === 'MemberExpression') {
        this.evaluate(target, locals);
        this.#change(target.object, locals);
      } else this.#fail();
    }
  }

  /** Notes a change to a value. It has no effect outside if the value was made here. */
  #change(node: AnyNode, locals: Locals): void {
    if (node.type === 'ThisExpression') {
      if (!locals.isThisNew) this.#fail();
      return;
    }
    const { names, imported, isUnknown } = aliasesOf(node, this.#module, locals);
    if (isUnknown || imported.size > 0 || locals.kindOf(node) === undefined) return this.#fail();
    for (const name of names) this.#changeTop(name);
  }

  #changeTop(name: string): void {
    if (this.#isFunctionBody) this.#fail();
    else this.#changes.add(name);
  }

  #construct(node: NewExpression, locals: Locals): void {
    for (const argument of node.arguments) this.evaluate(argument, locals);
    if (this.#module.isMarkedPure(node)) return;
    const name = this.#module.globalName(node.callee);
    if (name !== undefined && isValueClass(name)) return this.#callbacks(node.arguments, locals, name);
    this.#reach(node.callee, locals, 1, true);
  }

  #call(node: CallExpression, locals: Locals): void {
    const { callee } = node;
    const helper = this.#module.helperOf(callee);
    if (helper === 'decorate') return this.#decorate(node, locals);
    for (const argument of node.arguments) this.evaluate(argument, locals);
    if (this.#module.isMarkedPure(node)) return;
    if (helper !== undefined) return;
    if (this.#module.isRequire(node)) return;
    if (isFunction(callee)) {
      this.#entered.add(callee);
      const inner = locals.inside(callee, false, node.arguments);
      for (const child of childrenOf(callee)) this.evaluate(child, inner);
      this.#entered.delete(callee);
      return;
    }
    const name = this.#module.globalName(callee);
    if (name !== undefined) {
      if (isValueCall(name)) {
        if (/^Object\.(freeze|seal|preventExtensions)$/.test(name) && node.arguments[0])
          this.#change(node.arguments[0], locals);
        return this.#callbacks(node.arguments, locals, name);
      }
      if (/^(require|__import(Star|Default))(\.resolve)?$/.test(name)) return;
      if (/^Object\.(assign|definePropert(y|ies)|setPrototypeOf)$/.test(name)) return this.#define(node, locals);
    }
    if (callee.type === 'MemberExpression' && this.#isMethod(node, callee.object, locals)) return;
    this.#reach(callee, locals, 1, false);
  }

  /** Follows `Object.defineProperty`; on the `exports` of CommonJS, that only declares. */
  #define({ arguments: [first] }: CallExpression, locals: Locals): void {
    if (!first || first.type === 'SpreadElement') return this.#fail();
    if (this.#isFunctionBody || !this.#module.isExport(first)) this.#change(first, locals);
  }

  /** Tells whether a call is of a method of the language's own objects. If so, its effects are noted here. */
  #isMethod({ callee, arguments: given }: CallExpression, object: AnyNode, locals: Locals): boolean {
    if (callee.type !== 'MemberExpression' || locals.kindOf(object) !== 'builtin') return false;
    this.evaluate(object, locals);
    const name = nameIn(callee.property, callee.computed);
    if (name === undefined) return false;
    if (isChangingMethod(name)) this.#change(object, locals);
    else if (!isReadingMethod(name)) return false;
    this.#callbacks(given, locals, name, name.startsWith('reduce') ? undefined : locals.elementOf(object));
    return true;
  }

  /** Functions that are handed to the language's own ones are called by them. */
  #callbacks(given: readonly AnyNode[], locals: Locals, name: string, element?: AnyNode): void {
    for (const index of callbacksOf(name)) {
      const node = given[index];
      if (node?.type === 'CallExpression') this.#reach(node.callee, locals, 2, false);
      else if (node && isFunction(node)) this.enter(node, locals, false, element ? [element] : []);
      else if (node && targetOf(node) && locals.mayBeFunction(node)) this.#reach(node, locals, 1, false);
    }
  }

  #decorate({ arguments: [list, target] }: CallExpression, locals: Locals): void {
    if (list?.type !== 'ArrayExpression') return this.#fail();
    for (const element of list.elements) {
      if (!element || element.type === 'SpreadElement') return this.#fail();
      this.#decorator(element, locals);
    }
    if (!target || target.type === 'SpreadElement') return this.#fail();
    this.#change(target, locals);
  }

  #decorator(element: Expression, locals: Locals): void {
    if (element.type !== 'CallExpression') return this.#reach(element, locals, 1, false);
    const helper = this.#module.helperOf(element.callee);
    if (helper === 'metadata') return;
    for (const argument of element.arguments) this.evaluate(argument, locals);
    const inner = element.arguments[1];
    if (helper === 'param' && inner && inner.type !== 'SpreadElement') return this.#decorator(inner, locals);
    this.#reach(element.callee, locals, 2, false);
  }

  /** Calls of what other code decides: noted, to be looked up when all modules are known. */
  #reach(callee: AnyNode, locals: Locals, calls: 1 | 2, construct: boolean): void {
    if (callee.type === 'Super') return;
    if (isFunction(callee)) return calls === 2 ? this.enterResult(callee, locals) : this.enter(callee, locals);
    if (callee.type === 'CallExpression' && calls === 1) {
      this.evaluate(callee, locals);
      return this.#reach(callee.callee, locals, 2, construct);
    }
    const value = callee.type === 'Identifier' && locals.has(callee) ? locals.valueOf(callee) : undefined;
    if (value) {
      if (isFunction(value))
        return calls === 2 ? this.enterResult(value, locals) : this.enter(value, locals, construct);
      return this.#fail();
    }
    const target = targetOf(callee);
    const root = rootOf(callee) ?? callee;
    if (!target || !this.#module.isTop(callee) || locals.has(root)) return this.#fail();
    const imported = this.#module.bindings.bindings[target.root];
    if (
      imported &&
      isNodeValueCall(imported.specifier, imported.name === '*' ? target.path : [imported.name, ...target.path])
    )
      return;
    const found: Callee = { ...target, calls, construct };
    this.#calls.set(JSON.stringify(found), found);
  }
}
