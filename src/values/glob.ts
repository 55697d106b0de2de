/** Tells whether a text is a pattern, not simply a path. */
export const isPattern = (text: string): boolean => /[*?{]/.test(text);

/**
 * Matches paths with `/` by a pattern: `*` and `?` within a name, `**` for any folders, `{a,b/c}` for either.
 * (Node's own `path.matchesGlob` warns on Node 22.)
 *
 * @example `globExpression('data/**&#47;*.csv').test('data/2026/a.csv')`
 */
export const globExpression = (pattern: string): RegExp =>
  new RegExp(`^(?:${alternatives(pattern).map(plainExpression).join('|')})$`);

/** Tells whether a pattern matches files at any depth. */
export const isDeep = (pattern: string): boolean => pattern.includes('**');

/** Normalizes a pattern: forward slashes, and no leading `./`. */
export const plainPattern = (pattern: string): string => pattern.replaceAll('\\', '/').replace(/^\.\//, '');

/** Gives the patterns without braces that stand for one with them. */
function alternatives(pattern: string): string[] {
  for (let start = pattern.indexOf('{'); start >= 0; start = pattern.indexOf('{', start + 1)) {
    const [options, end] = optionsAt(pattern, start);
    if (options)
      return options.flatMap((option) => alternatives(pattern.slice(0, start) + option + pattern.slice(end)));
  }
  return [pattern];
}

function plainExpression(pattern: string): string {
  const parts = pattern.split('/');
  return parts
    .map((part, i) => {
      const isLast = i === parts.length - 1;
      if (part === '**') return isLast ? '.*' : '(?:[^/]+/)*';
      return partExpression(part) + (isLast ? '' : '/');
    })
    .join('');
}

const partExpression = (part: string): string =>
  part
    .replace(/[.+^$(){}|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replaceAll('?', '[^/]');

/** Gives the options in braces, and where these end; nothing where the brace is never closed. */
function optionsAt(pattern: string, start: number): [options?: string[], end?: number] {
  const options: string[] = [];
  let begin = start + 1;
  for (let at = begin, depth = 0; at < pattern.length; at++) {
    if (pattern[at] === '{') depth += 1;
    if (depth === 0 && (pattern[at] === ',' || pattern[at] === '}')) {
      options.push(pattern.slice(begin, at));
      begin = at + 1;
      if (pattern[at] === '}') return [options, begin];
    }
    if (pattern[at] === '}') depth -= 1;
  }
  return [];
}
