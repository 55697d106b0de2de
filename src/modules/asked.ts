/** A static import, and where it stands: the statement, and the specifier within its quotes. */
export interface ImportRecord {
  readonly specifier: string;
  readonly importStart: number;
  readonly importEnd: number;
  readonly start: number;
}

const askers = ['From', 'FromEach', 'FromIf'];

/**
 * The imports that a module needs for nothing but `@From(Name)` and its like. A task gets what `Name` returned, not its
 * code: what is behind such an import counts by the contents of the input. One other use of the name, and the import
 * counts like any other; so does everything that isn't a plain `import { Name } from`.
 */
export function onlyAsked(javascript: string, imports: readonly ImportRecord[]): string[] {
  const clauses = imports.map((record) => ({ ...record, names: namesOf(javascript, record) }));
  const ofClew = clauses.filter(({ specifier }) => specifier === 'clew').flatMap(({ names }) => names ?? []);
  const fromClew = new Set(ofClew);
  const known = askers.filter((name) => fromClew.has(name));
  if (known.length === 0) return [];
  const rest = withoutImports(javascript, imports);
  const asked = new Set<string>();
  const needed = new Set<string>();
  for (const { specifier, names } of clauses) {
    const isAsked = names !== undefined && names.length > 0 && names.every((name) => isOnlyAsked(rest, name, known));
    (isAsked ? asked : needed).add(specifier);
  }
  return [...asked].filter((specifier) => !needed.has(specifier));
}

/** A path often has the name of the class in it. */
function withoutImports(javascript: string, imports: readonly ImportRecord[]): string {
  let end = 0;
  const parts = imports.map(({ importStart, importEnd }) => {
    const part = javascript.slice(end, importStart);
    end = importEnd;
    return part;
  });
  return [...parts, javascript.slice(end)].join(' ');
}

/** The names of `import { a, b } from`; undefined for every other form, an alias included. */
function namesOf(javascript: string, { importStart, start }: ImportRecord): string[] | undefined {
  const clause = /^import\s*\{([^{}]*)\}\s*from\s*["']$/.exec(javascript.slice(importStart, start));
  const names = clause?.[1]!
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names?.every((name) => /^[\w$]+$/.test(name)) ? names : undefined;
}

function isOnlyAsked(javascript: string, name: string, known: readonly string[]): boolean {
  const word = `${name.replaceAll('$', '\\$')}(?![\\w$])`;
  const all = javascript.match(new RegExp(`(?<![\\w$])${word}`, 'g'))?.length ?? 0;
  const asked = javascript.match(new RegExp(`(?<![\\w$.])(?:${known.join('|')})(?:\\.artifact)?\\(\\s*${word}`, 'g'));
  // A comment that names it only makes the closure larger than it has to be.
  return asked !== null && asked.length === all;
}
