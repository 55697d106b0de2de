import { dirname, relative, resolve, sep } from 'node:path';
import {
  createPathsMatcher,
  getTsconfig,
  type Cache,
  type TsConfigJsonResolved,
  type TsConfigResult,
} from 'get-tsconfig';
import { messageOf } from '../errors.ts';
import { badTsconfig } from './errors.ts';

/** The parts of a user's tsconfig.json that say how their modules are found and what their code means. */
export interface Tsconfig {
  /** The compiler options that change the JavaScript that comes out. */
  readonly emit: EmitOptions;
  /** The files that a bare specifier may stand for, by `paths` and `baseUrl`. */
  readonly candidates: ((specifier: string) => string[]) | undefined;
  /** The file itself and what of it decides, everything that it extends included; undefined where there is none. */
  readonly settled: { readonly file: string; readonly text: string } | undefined;
}

export interface EmitOptions {
  readonly useDefineForClassFields: boolean;
  readonly verbatimModuleSyntax: boolean;
  readonly strictNullChecks: boolean;
  readonly jsx: 'classic' | 'automatic';
  readonly jsxImportSource: string | undefined;
  readonly jsxFactory: string | undefined;
  readonly jsxFragmentFactory: string | undefined;
}

type CompilerOptions = NonNullable<TsConfigJsonResolved['compilerOptions']>;

const found = new Map<string, Tsconfig>();
const files: Cache = new Map();

/** The nearest tsconfig.json above a file; TypeScript's own defaults where there is none. */
export function tsconfigOf(file: string): Tsconfig {
  const folder = dirname(file);
  let known = found.get(folder);
  if (!known) found.set(folder, (known = read(file)));
  return known;
}

function read(file: string): Tsconfig {
  try {
    const tsconfig = getTsconfig(file, 'tsconfig.json', files);
    return {
      emit: emitOptions(tsconfig?.config.compilerOptions ?? {}),
      candidates: (tsconfig && createPathsMatcher(tsconfig)) ?? undefined,
      settled: tsconfig ? { file: tsconfig.path, text: settle(tsconfig) } : undefined,
    };
  } catch (error) {
    throw badTsconfig(file, messageOf(error), error);
  }
}

function emitOptions(options: CompilerOptions): EmitOptions {
  return {
    useDefineForClassFields: options.useDefineForClassFields ?? definesFields(options.target),
    verbatimModuleSyntax: options.verbatimModuleSyntax ?? false,
    strictNullChecks: options.strictNullChecks ?? options.strict ?? true,
    jsx: options.jsx === 'react' ? 'classic' : 'automatic',
    jsxImportSource: options.jsxImportSource,
    jsxFactory: options.jsxFactory,
    jsxFragmentFactory: options.jsxFragmentFactory,
  };
}

/** As tsc does: fields are defined from ES2022 on, assigned before. */
function definesFields(target: string | undefined): boolean {
  if (target === undefined) return true;
  const name = target.toLowerCase();
  if (name === 'es6' || name === 'es3' || name === 'es5') return false;
  return name === 'esnext' || Number(name.replace('es', '')) >= 2022;
}

/** The same decisions as one file that extends nothing, and that means the same wherever the project lies. */
function settle({ path, config: { compilerOptions = {} } }: TsConfigResult): string {
  const { jsx, ...emit } = emitOptions(compilerOptions);
  const { baseUrl, paths } = compilerOptions;
  const folder = dirname(path);
  const to = resolve(folder, baseUrl ?? '.');
  const from = baseUrl === undefined ? (inheritedBase(compilerOptions) ?? folder) : to;
  const options = {
    ...emit,
    jsx: jsx === 'classic' ? 'react' : 'react-jsx',
    ...(baseUrl !== undefined && { baseUrl: pathFrom(folder, to) }),
    ...(paths && { paths: rebased(paths, (target) => pathFrom(to, resolve(from, target))) }),
  };
  return JSON.stringify({ compilerOptions: options });
}

/** Without a `baseUrl`, paths count from the file that they stand in, which is noted under a symbol. */
function inheritedBase(options: CompilerOptions): string | undefined {
  const key = Object.getOwnPropertySymbols(options).find(({ description }) => description === 'implicitBaseUrl');
  return key && (options as { readonly [key: symbol]: string })[key];
}

function rebased(paths: Record<string, string[]>, move: (target: string) => string): Record<string, string[]> {
  return Object.fromEntries(Object.entries(paths).map(([name, targets]) => [name, targets.map(move)]));
}

function pathFrom(folder: string, path: string): string {
  const way = relative(folder, path).split(sep).join('/');
  return way.startsWith('.') ? way : `./${way}`;
}
