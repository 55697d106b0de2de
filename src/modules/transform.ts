import { readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { OxcError, TransformOptions, TransformResult } from 'oxc-transform';
import type { UserError } from '../errors.ts';
import { badSyntax } from './errors.ts';
import { ownRequire } from './own-package.ts';
import { looseMetadataImports } from './metadata.ts';
import { shownPath } from './stack.ts';
import type { EmitOptions } from './tsconfig.ts';

type Oxc = typeof import('oxc-transform');

/** Everything besides the source that decides what JavaScript comes out. */
export interface TransformSettings extends EmitOptions {
  /** The file's name without its folder: it stands in the source map. */
  readonly name: string;
  /** Whether the file is an ES module in any case; otherwise its own syntax decides. */
  readonly module: boolean;
}

let version: string | undefined;

/** Read from its package.json, so that asking doesn't load the native module. */
export function transformerVersion(): string {
  if (version === undefined) {
    const file = join(dirname(ownRequire.resolve('oxc-transform')), 'package.json');
    version = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return version;
}

/** JavaScript, and the comment that holds its source map. */
export interface Transformed {
  readonly code: string;
  readonly map: string;
}

/** Makes a `require` for an ES module, as TypeScript does. */
const makeRequire = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);\n`;

/** TypeScript to JavaScript for this Node, with decorators and their metadata; `withRequire` gives an ES module a `require`. */
export function transform(file: string, source: string, settings: TransformSettings, withRequire = false): Transformed {
  // Loaded here and not above: it is native, and a warm cache never needs it.
  const { transformSync } = ownRequire('oxc-transform') as Oxc;
  const run = (emitDecoratorMetadata: boolean): TransformResult =>
    transformSync(file, source, optionsFor(settings, emitDecoratorMetadata));
  const result = run(true);
  const error = result.errors.find(({ severity }) => severity === ('Error' as OxcError['severity']));
  if (error) throw syntaxMistake(file, source, error);
  const code =
    result.helpersUsed['decorateMetadata'] && !settings.verbatimModuleSyntax
      ? looseMetadataImports(result.code, () => run(false).code)
      : result.code;
  // A semicolon ends a line of a map.
  const mappings = withRequire ? `;${result.map!.mappings}` : result.map?.mappings;
  const map = JSON.stringify({ ...result.map, mappings, sources: [settings.name], sourcesContent: undefined });
  return {
    code: withRequire ? makeRequire + code : code,
    map: `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`,
  };
}

/** JavaScript as the transformer would write it; as it is where that can't be done. */
export function reprint(file: string, javascript: string, module: boolean): string {
  const { transformSync } = ownRequire('oxc-transform') as Oxc;
  const sourceType = module ? 'module' : 'unambiguous';
  const { code, errors } = transformSync(file, javascript, { lang: 'js', sourceType });
  return errors.length === 0 ? code : javascript;
}

function optionsFor(settings: TransformSettings, emitDecoratorMetadata: boolean): TransformOptions {
  const assign = !settings.useDefineForClassFields;
  return {
    lang: extname(settings.name) === '.tsx' ? 'tsx' : 'ts',
    sourceType: settings.module ? 'module' : 'unambiguous',
    target: 'es2022',
    sourcemap: true,
    decorator: { legacy: true, emitDecoratorMetadata, strictNullChecks: settings.strictNullChecks },
    assumptions: { setPublicClassFields: assign },
    typescript: {
      removeClassFieldsWithoutInitializer: assign,
      onlyRemoveTypeImports: settings.verbatimModuleSyntax,
      ...(settings.jsxFactory && { jsxPragma: settings.jsxFactory }),
      ...(settings.jsxFragmentFactory && { jsxPragmaFrag: settings.jsxFragmentFactory }),
    },
    jsx: {
      runtime: settings.jsx,
      ...(settings.jsx === 'automatic' && settings.jsxImportSource && { importSource: settings.jsxImportSource }),
      ...(settings.jsx === 'classic' && settings.jsxFactory && { pragma: settings.jsxFactory }),
      ...(settings.jsx === 'classic' && settings.jsxFragmentFactory && { pragmaFrag: settings.jsxFragmentFactory }),
    },
  };
}

export function settingsFor(file: string, emit: EmitOptions, module: boolean): TransformSettings {
  return { ...emit, name: basename(file), module };
}

function syntaxMistake(file: string, source: string, error: OxcError): UserError {
  const label = error.labels[0];
  const place = label ? `${shownPath(file)}:${placeOf(source, label.start)}` : shownPath(file);
  const lines = (error.codeframe ?? '').split('\n');
  const start = lines.findIndex((line) => line.includes(',-['));
  const end = lines.findLastIndex((line) => /^\s*`-+\s*$/.test(line));
  const frame = start < 0 || end < start ? undefined : lines.slice(start + 1, end).join('\n');
  return badSyntax(place, error.message, frame, error.helpMessage ?? undefined);
}

/** `line:column` of an offset in UTF-8 bytes, which is how the transformer counts. */
function placeOf(source: string, bytes: number): string {
  const before = Buffer.from(source).subarray(0, bytes).toString().split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}
