import { resolve } from 'node:path';
import { isJavaScript, isTypeScript, kindOf } from '../modules/candidates.ts';
import { WorkflowFileMissing } from './errors.ts';
import { filesMatching, isPattern } from './glob.ts';
import type { ResolvedSettings } from './load.ts';
import { defaultWorkflows } from './table.ts';

/** The modules that the setting `workflows` means: absolute, each once, in a steady order. */
export async function findWorkflows(settings: Pick<ResolvedSettings, 'root' | 'workflows'>): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of settings.workflows) {
    if (isPattern(pattern)) {
      for (const file of await filesMatching(pattern, settings.root)) found.add(file);
    } else {
      const file = resolve(settings.root, pattern);
      if (kindOf(file) === 'file') found.add(file);
      else if (!defaultWorkflows.includes(pattern)) throw new WorkflowFileMissing(pattern, settings.root);
    }
  }
  return [...found].filter((file) => isTypeScript(file) || isJavaScript(file)).sort();
}
