import { parse, type StaticImport } from 'es-module-lexer/js';

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
        ? `import { ${kept.map(({ imported, local }) => `${imported} as ${local}`).join(', ')} } from ${from};`
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

/** The import statements that bind names one by one; the transformer writes each on one line. */
function importStatements(code: string): ImportStatement[] {
  return parse(code)[0]
    .filter((record): record is StaticImport => record.type === 'static')
    .flatMap(({ importStart, importEnd }) => {
      const match = /^import (?:([\w$]+)(?:, )?)?(?:\{ (.*) \} )?\s*from (.*)$/.exec(
        code.slice(importStart, importEnd),
      );
      if (!match) return [];
      const [, single, named, from] = match;
      const bindings: Binding[] = single ? [{ imported: 'default', local: single }] : [];
      for (const part of named?.split(', ') ?? []) {
        const [imported, local] = part.split(' as ') as [string, string?];
        bindings.push({ imported, local: local ?? imported });
      }
      const semicolon = code[importEnd] === ';' ? 1 : 0;
      return [{ start: importStart, end: importEnd + semicolon, from: from!, bindings }];
    });
}
