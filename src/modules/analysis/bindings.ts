import type { AnyNode, CallExpression, Expression, Identifier, Literal, Program } from 'acorn';
import type { ExportTarget, ImportBinding, Specifier, Target } from './summary.ts';
import { bound } from './scope.ts';

/** The imports and exports of a module. */
export interface Bindings {
  readonly bindings: Record<string, ImportBinding>;
  readonly exports: Record<string, ExportTarget>;
  readonly stars: string[];
  /** The specifiers of its import and export statements, in their order. */
  readonly imports: Specifier[];
  /** Specifiers of imports that bind no name. */
  readonly bare: string[];
  /** The statements that do something of their own: declarations come without their `export`. */
  readonly statements: AnyNode[];
}

/** The name under which a default export that has no other is known in its module. */
export const defaultName = '*default';

export function bindingsOf(program: Program): Bindings {
  const found: Bindings = { bindings: {}, exports: {}, stars: [], imports: [], bare: [], statements: [] };
  const add = (source: Literal): string => {
    const specifier = String(source.value);
    found.imports.push({ specifier, kind: 'import' });
    return specifier;
  };
  for (const node of program.body) {
    switch (node.type) {
      case 'ImportDeclaration': {
        const specifier = add(node.source);
        if (node.specifiers.length === 0) found.bare.push(specifier);
        for (const part of node.specifiers) {
          const name =
            part.type === 'ImportNamespaceSpecifier'
              ? '*'
              : part.type === 'ImportDefaultSpecifier'
                ? 'default'
                : nameOf(part.imported);
          found.bindings[part.local.name] = { specifier, kind: 'import', name };
        }
        break;
      }
      case 'ExportAllDeclaration': {
        const specifier = add(node.source);
        if (node.exported) found.exports[nameOf(node.exported)] = { specifier, name: '*' };
        else found.stars.push(specifier);
        break;
      }
      case 'ExportNamedDeclaration':
        if (node.declaration) {
          for (const name of declaredBy(node.declaration)) found.exports[name] = { local: name };
          found.statements.push(node.declaration);
        } else {
          const specifier = node.source ? add(node.source) : undefined;
          for (const { local, exported } of node.specifiers) {
            const name = nameOf(local);
            found.exports[nameOf(exported)] = specifier === undefined ? { local: name } : { specifier, name };
          }
        }
        break;
      case 'ExportDefaultDeclaration': {
        const { declaration } = node;
        const own = declaration.type === 'Identifier' ? declaration.name : declaredBy(declaration)[0];
        found.exports['default'] = { local: own ?? defaultName };
        if (declaration.type !== 'Identifier') found.statements.push(declaration);
        break;
      }
      default:
        if (!addRequired(node, found) && !addLoose(node, found)) found.statements.push(node);
    }
  }
  return found;
}

/** Gives the names that a declaration declares. */
export function declaredBy(node: AnyNode): string[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => bound(id));
  const isNamed = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration';
  return isNamed && node.id ? [node.id.name] : [];
}

export const nameOf = (node: Identifier | Literal): string =>
  node.type === 'Identifier' ? node.name : String(node.value);

/** Adds a name that is imported for metadata only: the loader turns it into `const Name = _types0["Name"]`. */
function addLoose(node: AnyNode, { bindings }: Bindings): boolean {
  if (node.type !== 'VariableDeclaration' || node.declarations.length !== 1) return false;
  const { id, init } = node.declarations[0]!;
  if (id.type !== 'Identifier' || init?.type !== 'MemberExpression' || !init.computed) return false;
  const { object, property } = init;
  if (object.type !== 'Identifier' || property.type !== 'Literal' || !/^_types\d+$/.test(object.name)) return false;
  const namespace = bindings[object.name];
  if (namespace?.name !== '*') return false;
  bindings[id.name] = { ...namespace, name: String(property.value) };
  return true;
}

/** Adds a constant that is required in CommonJS: it is as good as an import. It stays a statement as well. */
function addRequired(node: AnyNode, { bindings }: Bindings): false {
  if (node.type !== 'VariableDeclaration') return false;
  for (const { id, init } of node.declarations) {
    const specifier = init ? requiredBy(init) : undefined;
    if (specifier === undefined) continue;
    if (id.type === 'Identifier') bindings[id.name] = { specifier, kind: 'require', name: '*' };
    if (id.type !== 'ObjectPattern') continue;
    for (const part of id.properties) {
      if (part.type === 'Property' && !part.computed && part.value.type === 'Identifier')
        bindings[part.value.name] = { specifier, kind: 'require', name: nameOf(part.key as Identifier | Literal) };
    }
  }
  return false;
}

function requiredBy(init: Expression): string | undefined {
  const call = init as CallExpression;
  if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier') return undefined;
  const [first] = call.arguments;
  // TypeScript's helpers around it only change how a default export is found.
  if (/^__import(Default|Star)$/.test(call.callee.name) && first?.type === 'CallExpression') return requiredBy(first);
  if (call.callee.name !== 'require' || first?.type !== 'Literal') return undefined;
  return typeof first.value === 'string' ? first.value : undefined;
}

/** Gives the name that an expression stands for: `a`, `a.b`, `a['b']`, `(0, a.b)`; undefined if it is no plain name. */
export function targetOf(node: AnyNode): Target | undefined {
  switch (node.type) {
    case 'Identifier':
      return { root: node.name, path: [] };
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return targetOf(node.expression);
    case 'SequenceExpression':
      return node.expressions.length === 2 && node.expressions[0]!.type === 'Literal'
        ? targetOf(node.expressions[1]!)
        : undefined;
    case 'MemberExpression': {
      const object = targetOf(node.object);
      const { property } = node;
      const isName = node.computed
        ? property.type === 'Literal' && typeof property.value === 'string'
        : property.type === 'Identifier';
      return object && isName
        ? { root: object.root, path: [...object.path, nameOf(property as Identifier)] }
        : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Gives the identifier that an expression such as `a.b[c].d` begins with; undefined if it begins with something else.
 */
export function rootOf(node: AnyNode): Identifier | undefined {
  if (node.type === 'Identifier') return node;
  if (node.type === 'MemberExpression') return rootOf(node.object);
  if (node.type === 'ChainExpression' || node.type === 'ParenthesizedExpression') return rootOf(node.expression);
  return undefined;
}
