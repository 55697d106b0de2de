import { nameOf } from './analysis/bindings.ts';
import { parseText } from './analysis/syntax.ts';

/**
 * Decorator metadata keeps imports that TypeScript itself drops: a type that was imported without `type` and only says
 * what a field holds. Linking such a module would fail, as types have no export at run time. Those imports are made
 * loose here: what isn't exported is undefined, which the metadata's own `typeof` guard turns into Object.
 *
 * @param code as transformed with metadata
 * @param withoutMetadata the same file transformed without: what it still imports is really used
 */
export function looseMetadataImports(code: string, withoutMetadata: () => string): string {
  const guarded = new Set([...code.matchAll(/typeof ([\w$]+) === "undefined" \? Object/g)].map(([, name]) => name!));
  if (guarded.size === 0) return code;
  const statements = importStatements(code).filter(({ bindings }) => bindings.some(({ local }) => guarded.has(local)));
  if (statements.length === 0) return code;
  const used = new Set(
    importStatements(withoutMetadata()).flatMap(({ bindings }) => bindings.map(({ local }) => local)),
  );

  let result = code;
  for (const [index, { start, end, from, bindings }] of [...statements.entries()].reverse()) {
    const loose = bindings.filter(({ local }) => guarded.has(local) && !used.has(local));
    if (loose.length === 0) continue;
    const kept = bindings.filter((binding) => !loose.includes(binding));
    const namespace = `_types${index}`;
    const statement = [
      kept.length > 0
        ? `import { ${kept.map(({ imported, local }) => `${JSON.stringify(imported)} as ${local}`).join(', ')} } from ${from};`
        : '',
      `import * as ${namespace} from ${from};`,
      ...loose.map(({ imported, local }) => `const ${local} = ${namespace}[${JSON.stringify(imported)}];`),
    ].join(' ');
    // On one line, so that the source map stays true.
    result = result.slice(0, start) + statement + result.slice(end);
  }
  return result;
}

interface Binding {
  readonly imported: string;
  readonly local: string;
}

interface ImportStatement {
  readonly start: number;
  readonly end: number;
  /** The module as it is written, quotes and attributes included. */
  readonly from: string;
  readonly bindings: readonly Binding[];
}

/** Gives the import statements that bind names one by one. */
function importStatements(code: string): ImportStatement[] {
  return (parseText(code, 'module')?.program.body ?? []).flatMap((node) => {
    if (node.type !== 'ImportDeclaration') return [];
    const { start, end, source, specifiers } = node;
    const bindings = specifiers.flatMap((one): Binding[] => {
      if (one.type === 'ImportNamespaceSpecifier') return [];
      return [{ imported: one.type === 'ImportSpecifier' ? nameOf(one.imported) : 'default', local: one.local.name }];
    });
    if (bindings.length < specifiers.length) return [];
    const from = code.slice(source.start, end).replace(/;$/, '');
    return [{ start, end, from, bindings }];
  });
}
