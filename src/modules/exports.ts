import { parse } from 'es-module-lexer/js';
import { readModule } from './read.ts';

/** What an ES module of the project exports, by the names that it has there; undefined where only running it can tell. */
export function exportsOf(file: string): ReadonlySet<string> | undefined {
  const { code, source, esm } = readModule(file);
  if (!esm) return undefined;
  try {
    const [, found] = parse(code ?? source);
    return new Set(found.flatMap((one) => (one.type === 'direct' ? [one.name, one.localName ?? one.name] : [])));
  } catch {
    return undefined;
  }
}
