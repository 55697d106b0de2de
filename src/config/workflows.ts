import { resolve, join, sep } from 'node:path';
import { isJavaScript, isTypeScript, kindOf } from '../modules/candidates.ts';
import { workflowFileMissing } from './errors.ts';
import { isPattern, globExpression, isDeep, plainPattern } from '../values/glob.ts';
import type { ResolvedSettings } from './load.ts';
import { defaultWorkflows } from './settings-table.ts';
import { readdir } from 'node:fs/promises';

/** The modules that the setting `workflows` means: absolute, each once, in a steady order. */
export async function findWorkflows(settings: Pick<ResolvedSettings, 'root' | 'workflows'>): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of settings.workflows) {
    if (isPattern(pattern)) {
      for (const file of await filesMatching(pattern, settings.root)) found.add(file);
    } else {
      const file = resolve(settings.root, pattern);
      if (kindOf(file) === 'file') found.add(file);
      else if (!defaultWorkflows.includes(pattern)) throw workflowFileMissing(pattern, settings.root);
    }
  }
  return [...found].filter((file) => isTypeScript(file) || isJavaScript(file)).sort();
}

/**
 * Gives the files that match a pattern: `*` and `?` within a name, `**` for any folders, `{a,b}` for either. Installed
 * packages and hidden folders are skipped.
 */
export async function filesMatching(pattern: string, root: string): Promise<string[]> {
  const parts = plainPattern(pattern).split('/');
  const fixed = parts.findIndex(isPattern);
  const start = resolve(root, parts.slice(0, fixed).join('/') || '.');
  const rest = parts.slice(fixed);
  const matches = globExpression(rest.join('/'));
  const deep = isDeep(pattern) ? Infinity : rest.length;
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
