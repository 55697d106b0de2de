import type { AnyNode, Class, ObjectExpression } from 'acorn';
import { digestOf } from '../../values/digest.ts';
import { defaultName, declaredBy, targetOf } from './bindings.ts';
import { editsOf } from './edits.ts';
import { EffectFinder } from './effects.ts';
import { Locals } from './locals.ts';
import { ModuleSyntax } from './module.ts';
import { packed, PartWriter } from './identity-parts.ts';
import { propertyName } from './properties.ts';
import { globalNamesIn, remembers, stateIn, type StateChanges } from './state.ts';
import {
  anyName,
  type Effects,
  type FunctionEffects,
  type ModuleSummary,
  type Part,
  type Specifier,
  type StatementSummary,
  type Target,
} from './summary.ts';
import { variablesIn } from './scope.ts';
import { isFunction, nameIn, type Parsed, walk } from './syntax.ts';

/** Summarizes a module that the parser understands. */
export function summarize(parsed: Parsed): ModuleSummary {
  const module = new ModuleSyntax(parsed);
  const { bindings, names, mentions } = module;
  const writer = new PartWriter(module, editsOf(module));
  const places = new Places(parsed.text);
  const states = new Map(bindings.statements.map((node) => [node, stateIn(node, module)]));
  const changed = new Set([...states.values()].flatMap((state) => [...state.names]));
  const statements = bindings.statements.map((node) =>
    statementOf(node, { module, writer, places, state: states.get(node)!, changed }),
  );
  return {
    whole: names.isDynamic || parsed.sourceType === 'commonjs',
    goal: parsed.sourceType,
    bindings: bindings.bindings,
    exports: bindings.exports,
    stars: bindings.stars,
    bare: bindings.bare,
    imports: uniqueSpecifiers([...bindings.imports, ...mentions.specifiers]),
    statements: names.isDynamic ? statements.map((statement) => ({ ...statement, effects: null })) : statements,
    functions: functionsOf(module),
    accessors: accessorsOf(module),
    aliases: aliasesOf(module),
    properties: propertiesOf(module, writer),
    hidden: [...names.top].filter((name) => module.isHidden(name)).sort(),
  };
}

/** Gives the summary of a text that the parser doesn't understand: it may do anything. */
export function opaqueSummary(text: string, imports: readonly Specifier[]): ModuleSummary {
  const lines = text.split('\n').length;
  const statement: StatementSummary = {
    declares: [],
    changes: [],
    parts: [`#${digestOf(text)}`, ...imports],
    effects: null,
    variables: [],
    usesPath: true,
    holdsState: true,
    makers: [],
    changesLater: [],
    changesImported: [],
    changesGlobals: [],
    globals: [anyName],
    range: [1, 1, lines + 1, 1],
  };
  const nothing = {
    bindings: {},
    exports: {},
    stars: [],
    bare: [],
    functions: {},
    accessors: {},
    aliases: {},
    properties: null,
    hidden: [],
  };
  return { whole: true, goal: 'text', imports, statements: [statement], ...nothing };
}

/** Gives the summary of data: it does nothing, and counts by its bytes. */
export const dataSummary = (identity: string): ModuleSummary => ({
  ...opaqueSummary('', []),
  statements: [
    { ...opaqueSummary('', []).statements[0]!, parts: [identity], effects: [], usesPath: false, holdsState: false },
  ],
});

/**
 * Summarizes a text whose tokens are to be taken from another one: the transformer prints some code differently if
 * there are comments.
 */
export function summarizeAs(parsed: Parsed, printed: Parsed | undefined): ModuleSummary {
  const summary = summarize(parsed);
  if (!printed) return summary;
  const plain = summarize(printed);
  if (plain.statements.length !== summary.statements.length) return summary;
  const statements = summary.statements.map((statement, i) => ({ ...statement, parts: plain.statements[i]!.parts }));
  return { ...summary, statements, properties: plain.properties };
}

interface StatementParts {
  readonly module: ModuleSyntax;
  readonly writer: PartWriter;
  readonly places: Places;
  readonly state: StateChanges;
  readonly changed: ReadonlySet<string>;
}

function statementOf(node: AnyNode, { module, writer, places, state, changed }: StatementParts): StatementSummary {
  const { mentions } = module;
  const { start, end } = node;
  const isHere = (at: number): boolean => at >= start && at < end;
  const finder = new EffectFinder(module);
  finder.evaluate(node, Locals.ofStatement(module, node));
  const isDefault = isExpression(node);
  // A `var` in a block is a name of the module.
  const inner = node.type === 'VariableDeclaration' || isFunction(node) ? [] : variablesIn(node);
  const declares = isDefault ? [defaultName] : [...new Set([...declaredBy(node), ...inner])];
  const named = mentions.specifiers.filter((one) => isHere(one.start) && !one.isLiteral);
  const specifiers = uniqueSpecifiers(named).map(({ specifier, kind }): Part => ({ specifier, kind }));
  return {
    declares,
    changes: finder.changes.filter((name) => !declares.includes(name)),
    parts: packed([...writer.write(start, end), ...specifiers]),
    effects: finder.effects,
    variables: [...new Set(mentions.variables.filter((one) => isHere(one.start)).map(({ name }) => name))].sort(),
    usesPath: mentions.paths.some(isHere),
    holdsState: state.isOwn || state.names.size + state.globals.size > 0 || declares.some((name) => changed.has(name)),
    makers: state.makers,
    changesLater: [...state.names],
    changesImported: [...state.imported],
    changesGlobals: [...state.globals],
    globals: globalNamesIn(node, module),
    range: [...places.at(start), ...places.at(end)],
  };
}

/** Tells whether it is a default export that declares no name. */
const isExpression = (node: AnyNode): boolean =>
  /(Expression|Literal)$/.test(node.type) ||
  ((node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && !node.id);

function functionsOf(module: ModuleSyntax): Record<string, FunctionEffects> {
  const found: Record<string, FunctionEffects> = {};
  const locals = new Locals(module);
  for (const name of [...module.names.top, defaultName]) {
    const value = name === defaultName ? module.bindings.statements.find(isExpression) : module.valueOf(name);
    if (!value) continue;
    const own = effectsWhenCalled(value, module, locals);
    if (own) found[name] = own;
    for (const [member, node] of membersOf(value)) {
      const effects = effectsWhenCalled(node, module, locals);
      if (effects) found[`${name}.${member}`] = effects;
    }
  }
  return found;
}

function effectsWhenCalled(node: AnyNode, module: ModuleSyntax, locals: Locals): FunctionEffects | undefined {
  const called = new EffectFinder(module, true);
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
    called.construct(node as Class, locals);
    return { call: called.effects, result: null, remembers: true };
  }
  if (!isFunction(node)) return undefined;
  called.enter(node, locals);
  const result = new EffectFinder(module, true);
  result.enter(node, locals);
  result.enterResult(node, locals);
  return { call: called.effects, result: result.effects, remembers: remembers(node, module) };
}

/** Functions that are properties of an object, or static methods of a class. */
function membersOf(value: AnyNode): [name: string, node: AnyNode][] {
  if (value.type === 'ObjectExpression') {
    return value.properties.flatMap((part): [string, AnyNode][] => {
      const name = part.type === 'Property' ? nameIn(part.key, part.computed) : undefined;
      return part.type === 'Property' && name !== undefined && part.kind === 'init' ? [[name, part.value]] : [];
    });
  }
  if (value.type !== 'ClassDeclaration' && value.type !== 'ClassExpression') return [];
  return value.body.body.flatMap((member): [string, AnyNode][] => {
    if (member.type !== 'MethodDefinition' || !member.static || member.kind !== 'method') return [];
    const name = nameIn(member.key, member.computed);
    return name === undefined ? [] : [[name, member.value]];
  });
}

function aliasesOf(module: ModuleSyntax): Record<string, Target> {
  const found: Record<string, Target> = {};
  for (const name of module.names.top) {
    const target = Object.hasOwn(module.bindings.bindings, name) ? undefined : module.aliasOf(name);
    if (target) found[name] = target;
  }
  return found;
}

/** Gives the properties of a default export such as a `clew.config`, of which some are code and others are not. */
function propertiesOf(module: ModuleSyntax, writer: PartWriter): Record<string, Part[]> | null {
  const local = module.bindings.exports['default'];
  if (!local || !('local' in local)) return null;
  const value =
    local.local === defaultName ? module.bindings.statements.find(isExpression) : module.valueOf(local.local);
  const object = value && objectIn(value);
  if (!object) return null;
  const found: Record<string, Part[]> = {};
  for (const part of object.properties) {
    const name = part.type === 'Property' ? nameIn(part.key, part.computed) : undefined;
    if (name === undefined) return null;
    found[name] = packed(writer.write(part.start, part.end));
    if (part.type !== 'Property' || name !== 'profiles') continue;
    for (const key of ['codecs', 'modelFamilies']) {
      const inner = inProfiles(part.value, key);
      found[`profiles.${key}`] = packed(inner.flatMap(({ start, end }) => writer.write(start, end)));
    }
  }
  return found;
}

/** Gives the values that profiles have under a key; the whole of a profile where that can't be determined. */
function inProfiles(profiles: AnyNode, key: string): AnyNode[] {
  if (profiles.type !== 'ObjectExpression') return [profiles];
  return profiles.properties.flatMap((profile): AnyNode[] => {
    if (profile.type !== 'Property' || profile.value.type !== 'ObjectExpression') return [profile];
    const { properties } = profile.value;
    const names = properties.map((part) => (part.type === 'Property' ? nameIn(part.key, part.computed) : undefined));
    return names.includes(undefined) ? [profile] : properties.filter((_, i) => names[i] === key);
  });
}

function objectIn(value: AnyNode): ObjectExpression | undefined {
  if (value.type === 'ObjectExpression') return value;
  const [first, second] = value.type === 'CallExpression' ? value.arguments : [];
  return first?.type === 'ObjectExpression' && !second ? first : undefined;
}

function uniqueSpecifiers(specifiers: readonly Specifier[]): Specifier[] {
  const found = specifiers.map(({ specifier, kind }) => [`${kind} ${specifier}`, { specifier, kind }] as const);
  return [...new Map(found).values()];
}

/** Lines and columns of a text, both from 1. */
class Places {
  readonly #starts = [0];

  constructor(text: string) {
    for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) this.#starts.push(index + end.length);
  }

  at(offset: number): [line: number, column: number] {
    let [low, high] = [0, this.#starts.length];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return [low + 1, offset - this.#starts[low]! + 1];
  }
}

/** Gives the effects of a module's getters and setters, by property name. */
function accessorsOf(module: ModuleSyntax): Record<string, Effects> {
  const found: Record<string, Effects> = {};
  const locals = new Locals(module);
  const add = (key: string, node: AnyNode): void => {
    const finder = new EffectFinder(module, true);
    finder.enter(node, locals);
    const known = Object.hasOwn(found, key) ? found[key]! : [];
    found[key] = known && finder.effects && [...known, ...finder.effects];
  };
  walk(module.parsed.program, (node) => {
    if (node.type === 'Property' || node.type === 'MethodDefinition') {
      if (node.kind === 'get' || node.kind === 'set') add(propertyName(node.key, node.computed), node.value);
    }
    const target = node.type === 'CallExpression' ? targetOf(node.callee) : undefined;
    if (node.type !== 'CallExpression' || !/^definePropert(y|ies)$/.test(target?.path.at(-1) ?? '')) return;
    const [, key, descriptor] = node.arguments;
    const name = key && descriptor ? propertyName(key, true) : anyName;
    walk(descriptor ?? node, (inner) => {
      if (inner.type === 'Property' && /^[gs]et$/.test(nameIn(inner.key, inner.computed) ?? '')) {
        if (isFunction(inner.value)) add(name, inner.value);
      }
    });
  });
  return found;
}
