/** A static import, and where it stands: the statement, and the specifier within its quotes. */
export interface ImportRecord {
  readonly specifier: string;
  readonly importStart: number;
  readonly importEnd: number;
  readonly start: number;
}

const askers = ['From', 'FromEach', 'FromIf'];
/** What runs at a workflow's end has no part in what the workflow returns. */
const workflow = 'Workflow';

/**
 * The imports that a module needs for nothing but `@From(Name)` and its like, or `@Workflow({ finally: [Name] })`. A task gets what `Name` returned, not its
 * code: what is behind such an import counts by the contents of the input. One other use of the name, and the import
 * counts like any other; so does everything that isn't a plain `import { Name } from`.
 */
export function onlyAsked(javascript: string, imports: readonly ImportRecord[]): string[] {
  const clauses = imports.map((record) => ({ ...record, names: namesOf(javascript, record) }));
  const ofClew = clauses.filter(({ specifier }) => specifier === 'clew').flatMap(({ names }) => names ?? []);
  const fromClew = new Set(ofClew);
  const known = askers.filter((name) => fromClew.has(name));
  if (known.length === 0 && !fromClew.has(workflow)) return [];
  const rest = withoutImports(javascript, imports);
  const handlers = fromClew.has(workflow) ? handlersIn(rest) : '';
  const asked = new Set<string>();
  const needed = new Set<string>();
  for (const { specifier, names } of clauses) {
    const isAsked =
      names !== undefined && names.length > 0 && names.every((name) => isOnlyAsked(rest, name, known, handlers));
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

/** The names of `import { a, b } from`; undefined for every other form, another name included. */
function namesOf(javascript: string, { importStart, start }: ImportRecord): string[] | undefined {
  const clause = /^import\s*\{([^{}]*)\}\s*from\s*["']$/.exec(javascript.slice(importStart, start));
  const names = clause?.[1]!
    .split(',')
    // What is imported as a type too comes as `Name as Name`.
    .map((name) => name.trim().replace(/^([\w$]+) as \1$/, '$1'))
    .filter((name) => name !== '');
  return names?.every((name) => /^[\w$]+$/.test(name)) ? names : undefined;
}

function isOnlyAsked(javascript: string, name: string, known: readonly string[], handlers: string): boolean {
  const word = `${name.replaceAll('$', '\\$')}(?![\\w$])`;
  const times = (text: string, before: string): number =>
    text.match(new RegExp(`(?<![\\w$.])${before}${word}`, 'g'))?.length ?? 0;
  const all = javascript.match(new RegExp(`(?<![\\w$])${word}`, 'g'))?.length ?? 0;
  const asked = known.length === 0 ? 0 : times(javascript, `(?:${known.join('|')})(?:\\.artifact)?\\(\\s*`);
  // A comment that names it only makes the closure larger than it has to be.
  return all > 0 && asked + times(handlers, '') === all;
}

/** What stands behind `onFailure:` and `finally:` in the options of workflows: a name, or a list of names. */
function handlersIn(javascript: string): string {
  const options = javascript.match(/(?<![\w$.])Workflow\(\{(?:[^{}]|\{[^{}]*\})*\}\)/g) ?? [];
  const named = options.flatMap((text) =>
    Array.from(
      text.matchAll(/(?<=[{,]\s*)(?:onFailure|finally)\s*:\s*(\[[\w$,\s]*\]|[\w$]+)(?=\s*[,}])/g),
      ([, names]) => names!,
    ),
  );
  return named.join(' ');
}
