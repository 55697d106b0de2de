import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Application, Comment, CommentTag, Converter, makeRecursiveVisitor, ReflectionKind } from 'typedoc';
import type { DeclarationReflection, ProjectReflection, Reflection, SomeType } from 'typedoc';
import { load as loadMarkdown, MarkdownPageEvent } from 'typedoc-plugin-markdown';
import type { MarkdownRenderer, PluginOptions } from 'typedoc-plugin-markdown';
import { apiPages, apiSidebar, repository, site, unexportedGroup } from './paths.ts';

/** Folder of the modules that TypeDoc reads: one for each public entry of the package, called after it. */
const entries = join(site, 'cache/api');

interface Entry {
  /** Specifier that users import, such as `clew/testing`. */
  readonly name: string;
  readonly source: string;
}

const markdownOptions: Partial<PluginOptions> = {
  entryFileName: 'index',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  parametersFormat: 'table',
  indexFormat: 'table',
  pageTitleTemplates: { index: 'API reference', module: '{name}' },
};

/**
 * Writes the pages of the API reference, and the sidebar for them. TypeDoc asks the compiler by an API that TypeScript 7
 * doesn't have: the package.json beside this file brings TypeScript 6 for it.
 */
export async function writeApiPages(): Promise<void> {
  rmSync(entries, { recursive: true, force: true });
  const all = readEntries();
  for (const entry of all) writeEntry(entry, []);
  const { project } = await convert(all, []);
  const unexported = all.map((entry) => ({ entry, types: findUnexported(project, entry.name) }));
  for (const { entry, types } of unexported) writeEntry(entry, types);
  const { app, project: whole } = await convert(
    all,
    unexported.flatMap(({ entry, types }) => types.map((type) => `${entry.name}.${type.name}`)),
  );
  (app.renderer as MarkdownRenderer).postRenderAsyncJobs.push(async ({ navigation }) => {
    mkdirSync(apiPages, { recursive: true });
    writeFileSync(apiSidebar, JSON.stringify(navigation, null, 2));
  });
  await app.generateOutputs(whole);
  if (app.logger.hasErrors()) throw new Error('TypeDoc could not write the API reference.');
}

/** Lists the entries of package.json that have types. */
function readEntries(): Entry[] {
  const { name, exports } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, { types?: string }>;
  };
  return Object.entries(exports).flatMap(([path, { types }]) =>
    types
      ? {
          name: name + path.slice(1),
          source: join(repository, types.replace('dist/types', 'src').replace('.d.ts', '.ts')),
        }
      : [],
  );
}

/** Writes the module of an entry: all that the entry exports, and types beside it. */
function writeEntry({ name, source }: Entry, types: readonly { name: string; file: string }[]): void {
  const file = join(entries, `${name}.ts`);
  const to = (target: string): string => JSON.stringify(relative(dirname(file), target).replaceAll('\\', '/'));
  const doc = /^\/\*\*([^]*?)(?:@module\s*)?\*\//.exec(readFileSync(source, 'utf8'))?.[1] ?? '';
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    [
      `/** ${doc.trim()}\n * @module\n */`,
      `export * from ${to(source)};`,
      ...types.map((type) => `export type { ${type.name} } from ${to(type.file)};`),
    ].join('\n'),
  );
}

/** Reads the entries; `unexported` are the full names of types that make a group of their own on an entry's page. */
async function convert(
  all: readonly Entry[],
  unexported: readonly string[],
): Promise<{ app: Application; project: ProjectReflection }> {
  const tsconfig = join(entries, 'tsconfig.json');
  const base = relative(entries, join(repository, 'tsconfig.json'));
  const compilerOptions = { stripInternal: true, typeRoots: [join(repository, 'node_modules/@types')] };
  writeFileSync(tsconfig, JSON.stringify({ extends: base, compilerOptions, include: ['**/*.ts'] }));
  const app = await Application.bootstrapWithPlugins({
    plugin: [loadMarkdown],
    entryPoints: all.map(({ name }) => join(entries, `${name}.ts`)),
    tsconfig,
    out: apiPages,
    readme: 'none',
    logLevel: 'Error',
    disableSources: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    kindSortOrder: ['Function', 'Variable', 'Class', 'Interface', 'TypeAlias'],
    groupOrder: ['Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases', unexportedGroup],
    ...markdownOptions,
  });
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    if (!unexported.includes(`${reflection.parent?.name}.${reflection.name}`)) return;
    reflection.comment ??= new Comment();
    reflection.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: unexportedGroup }]));
  });
  // Tables have anchors as HTML, which nothing links to.
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    page.contents = page.contents?.replaceAll(/<a id="[^"]*"><\/a> ?/g, '');
  });
  const project = await app.convert();
  if (!project) throw new Error('TypeDoc could not read the public types.');
  return { app, project };
}

/** Finds types that the signatures of an entry name and that it doesn't export, as far as another module can import them. */
function findUnexported(project: ProjectReflection, entry: string): { name: string; file: string }[] {
  const found = new Map<string, string>();
  const visitor = makeRecursiveVisitor({
    reference({ reflection, symbolId }) {
      if (reflection || !symbolId || !symbolId.packagePath.startsWith('src/')) return;
      const file = join(repository, symbolId.packagePath);
      const exported = new RegExp(`^export (?:type|interface|(?:abstract )?class) ${symbolId.qualifiedName}\\b`, 'm');
      if (exported.test(readFileSync(file, 'utf8'))) found.set(symbolId.qualifiedName, file);
    },
  });
  for (const reflection of Object.values(project.reflections)) {
    if (moduleOf(reflection) === entry) for (const type of typesOf(reflection)) type.visit(visitor);
  }
  return Array.from(found, ([name, file]) => ({ name, file }));
}

function moduleOf(reflection: Reflection): string | undefined {
  return reflection.kindOf(ReflectionKind.Module) ? reflection.name : reflection.parent && moduleOf(reflection.parent);
}

function typesOf(reflection: Reflection): SomeType[] {
  const { type, default: fallback, extendedTypes } = reflection as DeclarationReflection & { default?: SomeType };
  return [type, fallback, ...(extendedTypes ?? [])].filter((one) => one !== undefined);
}
