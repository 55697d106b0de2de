import { readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

/** Whether a text is a pattern, not simply a path. */
export const isPattern = (text: string): boolean => /[*?{]/.test(text);

/**
 * The files that a pattern means: `*` and `?` within a name, `**` for any folders, `{a,b}` for either.
 * Installed packages and hidden folders are not looked into. (Node's own `glob` warns on Node 22.)
 */
export async function filesMatching(pattern: string, root: string): Promise<string[]> {
  const parts = pattern.replaceAll('\\', '/').replace(/^\.\//, '').split('/');
  const fixed = parts.findIndex(isPattern);
  const start = resolve(root, parts.slice(0, fixed).join('/') || '.');
  const rest = parts.slice(fixed);
  const matches = new RegExp(
    `^${rest.map(asExpression).join('/').replaceAll('**/', '(?:[^/]+/)*').replaceAll('**', '.*')}$`,
  );
  const deep = rest.includes('**') ? Infinity : rest.length;
  const found: string[] = [];
  for await (const path of walk(start, '', deep)) if (matches.test(path)) found.push(join(start, path));
  return found;
}

async function* walk(start: string, inside: string, deep: number): AsyncGenerator<string> {
  const entries = await readdir(join(start, inside), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = inside ? `${inside}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      if (deep > 1 && entry.name !== 'node_modules' && !entry.name.startsWith('.')) yield* walk(start, path, deep - 1);
    } else yield path.split(sep).join('/');
  }
}

function asExpression(part: string): string {
  if (part === '**') return part;
  return part
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^{}]*)\}/g, (_, options: string) => `(?:${options.replaceAll(',', '|')})`)
    .replace(/\*+/g, '[^/]*')
    .replace(/\?(?!:)/g, '[^/]');
}
