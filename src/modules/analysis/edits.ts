import type { AnyNode, ArrayExpression, CallExpression, Expression, SpreadElement } from 'acorn';
import { targetOf } from './bindings.ts';
import type { ModuleSyntax } from './module.ts';
import { isWithoutMeaning } from './ignored-options.ts';
import type { Edit, PartWriter } from './identity-parts.ts';
import type { ClewRole, Part, Target } from './summary.ts';
import { walk } from './syntax.ts';

/** Gives the edits for everything that stands for something other than its own text. */
export function editsOf(module: ModuleSyntax): Edit[] {
  const edits: Edit[] = [];
  const { names, bindings, mentions } = module;
  const covered = new Set<number>();
  walk(module.parsed.program, (node) => {
    if (node.type === 'CallExpression' && module.helperOf(node.callee) === 'decorate') {
      const list = node.arguments[0];
      if (list?.type === 'ArrayExpression') edits.push(editOfList(list, module));
    }
    const member = memberOfNamespace(node, module);
    if (member) {
      covered.add(member.object);
      edits.push({ start: node.start, end: node.end, parts: () => [member.part] });
    }
    const type = typeOfMetadata(node);
    if (type) {
      const edit: Edit = {
        start: node.start,
        end: node.end,
        parts: (writer) => writer.write(type.start, type.end, edit),
      };
      edits.push(edit);
    }
  });
  for (const { start, end, isLiteral, specifier, kind } of mentions.specifiers) {
    if (isLiteral) edits.push({ start, end, parts: () => [{ specifier, kind }] });
  }
  for (const [start, name] of names.references) {
    if (covered.has(start)) continue;
    edits.push({ start, end: start + name.length, parts: () => partsOfName(start, name) });
  }
  return edits;

  function partsOfName(start: number, name: string): Part[] {
    const isImported = Object.hasOwn(bindings.bindings, name);
    const helper = module.helperOf({ type: 'Identifier', name, start, end: start + name.length } as AnyNode);
    const part: Part = helper
      ? `helper ${helper === 'other' ? name.replace(/^_+/, '') : helper}`
      : isImported
        ? { imported: name }
        : { local: name };
    const isRenamed = isImported || helper !== undefined || module.isHidden(name);
    return names.shorthands.has(start) && isRenamed ? [name, ':', part] : [part];
  }
}

/** Gives the part for a member such as `kit.Tracked`, where `kit` is a whole module. */
function memberOfNamespace(node: AnyNode, module: ModuleSyntax): { object: number; part: Part } | undefined {
  if (node.type !== 'MemberExpression' || node.computed || node.optional) return undefined;
  const { object, property } = node;
  if (object.type !== 'Identifier' || property.type !== 'Identifier' || !module.isTop(object)) return undefined;
  const imported = module.bindings.bindings[object.name];
  if (imported?.name !== '*' || imported.kind !== 'import') return undefined;
  return { object: object.start, part: { imported: object.name, member: property.name } };
}

/**
 * Gives the type that metadata guards against being undefined: `typeof Type === "undefined" ? Object : Type`, or as
 * TypeScript writes it, `typeof (_a = typeof Type !== "undefined" && Type) === "function" ? _a : Object`.
 */
function typeOfMetadata(node: AnyNode): Expression | undefined {
  if (node.type !== 'ConditionalExpression' || node.test.type !== 'BinaryExpression') return undefined;
  const { operator, left, right } = node.test;
  if (operator !== '===' || left.type !== 'UnaryExpression' || left.operator !== 'typeof') return undefined;
  if (right.type !== 'Literal') return undefined;
  const { consequent, alternate } = node;
  const isObject = ({ type, name }: { type: string; name?: string }): boolean =>
    type === 'Identifier' && name === 'Object';
  if (right.value === 'undefined' && isObject(consequent as never)) {
    const [guarded, type] = [targetOf(left.argument), targetOf(alternate)];
    return guarded && type && JSON.stringify(guarded) === JSON.stringify(type) ? alternate : undefined;
  }
  const inner = left.argument.type === 'ParenthesizedExpression' ? left.argument.expression : left.argument;
  if (right.value !== 'function' || inner.type !== 'AssignmentExpression' || !isObject(alternate as never))
    return undefined;
  if (inner.right.type !== 'LogicalExpression' || inner.right.operator !== '&&') return undefined;
  return targetOf(inner.right.right) && inner.left.type === 'Identifier' && /^_[a-z]+$/.test(inner.left.name)
    ? inner.right.right
    : undefined;
}

type Element = Expression | SpreadElement;

function editOfList(list: ArrayExpression, module: ModuleSyntax): Edit {
  const elements = list.elements.filter((element) => element !== null);
  const isMetadata = (element: Element): boolean =>
    element.type === 'CallExpression' && module.helperOf(element.callee) === 'metadata';
  const decorators = elements.filter((element) => !isMetadata(element));
  const targets = decorators.map((element) => calledBy(element, module));
  const isKnown = targets.length > 0 && targets.every((target) => target !== undefined);
  const types = elements.find((element) => isMetadata(element) && textAt(element, 0) === 'design:paramtypes');
  const isInjected = types?.type === 'CallExpression' && !isEmptyList(types.arguments[1]);
  const edit: Edit = {
    start: list.start,
    end: list.end,
    parts(writer) {
      const parts: Part[] = ['['];
      for (const element of elements) {
        const own = (): Part[] => [...writer.write(element.start, element.end, edit), ','];
        if (!isMetadata(element)) parts.push(...decorator(element, module, writer, edit, isInjected), ',');
        else if (!isKnown) parts.push(...own());
        // Keeps only what Clew itself reads: a parameter's type, and the classes that a constructor asks for.
        else parts.push({ of: targets as Target[], cases: casesOfMetadata(element, own), otherwise: own() });
      }
      return [...parts, ']'];
    },
  };
  return edit;
}

function casesOfMetadata(element: Element, own: () => Part[]): [ClewRole, Part[]][] {
  const name = textAt(element, 0);
  return [
    ['input', []],
    ['plain', []],
    ['param', name === 'design:type' ? own() : []],
    ['task', name === 'design:paramtypes' ? own() : []],
  ];
}

function decorator(
  element: Element,
  module: ModuleSyntax,
  writer: PartWriter,
  list: Edit,
  isInjected: boolean,
): Part[] {
  const whole = writer.write(element.start, element.end, list);
  const target = calledBy(element, module);
  if (!target || element.type !== 'CallExpression') return whole;
  const { callee, arguments: given } = element;
  const rest = (from: number): Part[] =>
    given.slice(from).flatMap((argument) => [...writer.write(argument.start, argument.end, list), ',']);
  const call = [...writer.write(callee.start, callee.end, list), '('];
  const withOptions = (role: ClewRole): Part[] => [
    ...call,
    ...given.flatMap((argument) => optionsWith(argument, role, writer, list, isInjected)),
    ')',
  ];
  const [first] = given;
  // No options are the same as options without meaning.
  const cases: [ClewRole, Part[]][] =
    !first || first.type === 'ObjectExpression'
      ? [
          ['task', withOptions('task')],
          ['param', withOptions('param')],
        ]
      : [
          ['input', [...call, 'asked', ',', ...rest(1), ')']],
          ['param', withOptions('param')],
        ];
  return [{ of: [target], cases, otherwise: whole }];
}

/** Writes an argument without the options that mean nothing; an empty list if none are left. */
function optionsWith(node: Element, role: ClewRole, writer: PartWriter, list: Edit, isInjected: boolean): Part[] {
  if (node.type !== 'ObjectExpression') return [...writer.write(node.start, node.end, list), ','];
  const kept = node.properties.filter((part) => part.type !== 'Property' || !isWithoutMeaning(part, role, isInjected));
  if (kept.length === 0) return [];
  return ['{', ...kept.flatMap(({ start, end }) => [...writer.write(start, end, list), ',']), '}', ','];
}

/** Gives the function that a decorator calls; undefined if its name doesn't begin with one of the top level. */
function calledBy(element: Element, module: ModuleSyntax): Target | undefined {
  if (element.type !== 'CallExpression' || module.helperOf(element.callee) !== undefined) return undefined;
  return module.isTop(element.callee) ? targetOf((element as CallExpression).callee) : undefined;
}

function textAt(element: Element, index: number): unknown {
  const argument = element.type === 'CallExpression' ? element.arguments[index] : undefined;
  return argument?.type === 'Literal' ? argument.value : undefined;
}

const isEmptyList = (node: Element | undefined): boolean =>
  node?.type === 'ArrayExpression' && node.elements.length === 0;
