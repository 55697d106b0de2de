import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { digestOf } from '../../values/digest.ts';
import { arrange, type SourceFile } from '../program-layout.ts';
import { isJavaScript, isTypeScript } from '../candidates.ts';
import { programOf } from '../program.ts';
import type { Bundled } from './bundle.ts';
import { codeTooLarge } from '../errors.ts';
import type { Imported } from './imported.ts';
import { importedBy } from './imported.ts';
import type { Package, Packed } from './package.ts';

const compress = promisify(gzip);

/** Before it is compressed. */
export const defaultMaxSize = 64_000_000;

/**
 * All that these modules of a project load, ready to be sent: the same bytes in have the same digest, wherever and
 * whenever it is made.
 */
export async function pack(modules: readonly string[], root: string, most = defaultMaxSize): Promise<Packed> {
  const real = realpathSync(root);
  const own = new Map<string, string>();
  const installed = new Set<string>();
  for (const module of modules) {
    const { files, packages } = programOf(module, real);
    for (const { path, source } of files) own.set(path, source);
    for (const name of Object.keys(packages)) installed.add(name);
  }
  const code = [...own.keys()]
    .map((path) => resolve(real, path))
    .filter((file) => isTypeScript(file) || isJavaScript(file));
  const { files: bundled, outside, sources } = await bundleOf(importedBy(code, real), real);
  const files = [...[...own].map(([path, source]) => ({ path, source })), ...bundled].sort(byPath);
  check(files, most);
  const content: Package = { format: 1, ...arrange(files, real, [...installed]), outside };
  const text = JSON.stringify(content);
  return { digest: digestOf(text), bytes: await compress(text), outside, bundled: sources };
}

/** Most projects need the bundler for something; those that don't never load it. */
async function bundleOf(imported: readonly Imported[], root: string): Promise<Bundled> {
  if (imported.length === 0) return { files: [], outside: [], sources: [] };
  const { bundle } = await import('./bundle.ts');
  return bundle(imported, root);
}

const byPath = (a: SourceFile, b: SourceFile): number => (a.path < b.path ? -1 : 1);

function check(files: readonly SourceFile[], most: number): void {
  const bytes = files.reduce((sum, { source }) => sum + source.length, 0);
  if (bytes <= most) return;
  const largest = files.toSorted((a, b) => b.source.length - a.source.length).slice(0, 3);
  throw codeTooLarge(
    bytes,
    most,
    largest.map(({ path, source }) => [path, source.length]),
  );
}
