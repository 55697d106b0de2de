import { join } from 'node:path';
import { effectsIn } from '../../../src/modules/analysis/slice.ts';
import { effectsOf, withFamilies } from '../../../src/modules/analysis/program-effects.ts';
import { codeOfTask, type TaskClosure } from '../../../src/modules/task-code.ts';
import { readModule } from '../../../src/modules/read.ts';
import { project } from '../project.ts';

export type Files = Readonly<Record<string, string>>;

/** The statements of a module that do something, as they are written. */
export async function effectsWith(files: Files, file = 'm.ts'): Promise<string[]> {
  const made = await project({ 'package.json': '{ "type": "module" }', ...files });
  const at = join(made.root, file);
  const { code, source, summary } = readModule(at);
  const lines = (code ?? source).split('\n');
  return effectsIn(at).map((index) => {
    const [from, left, to, right] = summary.statements[index]!.range;
    const text = lines.slice(from - 1, to);
    text[text.length - 1] = text.at(-1)!.slice(0, right - 1);
    text[0] = text[0]!.slice(left - 1);
    return text.join('\n');
  });
}

export interface Asked {
  readonly file?: string;
  readonly modules?: readonly string[];
  readonly settings?: string;
  /** Whether it is a task of a family that has something injected. */
  readonly isEvaluated?: boolean;
}

/** The code behind what a module declares under some names. */
export async function codeWith(files: Files, names: readonly string[], asked: Asked = {}): Promise<TaskClosure> {
  const { file = 'w.ts', modules = [file], settings, isEvaluated = false } = asked;
  const { root } = await project({ 'package.json': '{ "type": "module" }', ...files });
  const entries = {
    modules: modules.map((name) => join(root, name)),
    settings: settings === undefined ? null : join(root, settings),
  };
  const effects = effectsOf(entries);
  return codeOfTask([[join(root, file), names]], root, isEvaluated ? withFamilies(effects) : effects);
}

export const pathsOf = ({ files }: TaskClosure): string[] =>
  files.map(({ path, effect }) => (effect ? `${path} (effect)` : path));
