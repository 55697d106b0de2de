import type { Files } from '../../support/project.ts';
import { useFile, waitsForFile } from './files.ts';
import { type Aside, type Target, type Used, useModule, waitsForModule } from './imports.ts';
import { type Part, type Program, type TaskSpec, partsOf, places } from './program.ts';
import { effectOf, readerModule, recallOf, sharedModule, shapeOf } from './provided.ts';
import { Source } from './source.ts';
import { useConstant, useEnvironment, useOwn, usePlugins, useShared } from './values.ts';

export interface Rendered {
  readonly files: Files;
  /** Modules that anything of the program may load. */
  readonly reached: ReadonlySet<number>;
}

/** Writes a program as the files of a project. */
export const render = (program: Program): Rendered => new Renderer(program).render();

class Renderer {
  readonly #program: Program;
  readonly #files = new Map<string, string | object>();
  readonly #aside: Aside = { files: new Map(), aliases: new Map() };
  /** The exports that other modules want of a module. */
  readonly #provided = new Map<number, Set<string>>();
  readonly #reached = new Set<number>();
  /** Modules that are loaded before anything runs, so that what they leave behind is no matter of chance. */
  readonly #loaded = new Set<number>();
  readonly #isOrdered: boolean;
  readonly #isIsolated: boolean;
  readonly #comment: string;

  constructor(program: Program) {
    this.#program = program;
    this.#isIsolated = program.tasks.some(({ isolate }) => isolate !== undefined);
    this.#isOrdered = !partsOf(program).some(waits);
    this.#comment = program.comments.join();
  }

  render(): Rendered {
    const { data, plugins, settings, stranger, shadow } = this.#program;
    this.#settings(settings);
    this.#workflow();
    // In the order of their imports: what a module must provide, and whether it is loaded, is known when its turn comes.
    for (let file = 0; file <= this.#fileOf(this.#program.tasks.length - 1); file++) this.#tasks(file);
    for (const index of this.#program.modules.keys()) this.#module(index);
    for (const [i, number] of data.entries())
      if (number !== undefined) this.#files.set(`data/d${i}.txt`, `${number}\n`);
    for (const [i, number] of plugins.entries()) {
      if (number !== undefined) this.#files.set(`plugins/p${i}.ts`, `export const plugin = ${number};\n`);
    }
    // An empty folder can be listed as well.
    for (const folder of ['data', 'plugins']) this.#files.set(`${folder === 'data' ? 'data' : 'kept'}/.keep`, '');
    if (stranger !== undefined) {
      this.#files.set('stranger.ts', `import './shared.ts';\n(globalThis as any).left_stranger = ${stranger};\n`);
    }
    if (shadow && this.#program.modules[shadow.module]!.language === 'json') {
      this.#files.set(`m${shadow.module}.js`, `export const number = ${shadow.number};\n`);
    }
    this.#files.set('shared.ts', sharedModule);
    if (this.#usesReader()) this.#files.set('reader.ts', readerModule);
    for (const [name, text] of this.#aside.files) this.#files.set(name, text);
    const imports = Object.fromEntries(this.#aside.aliases);
    this.#files.set('package.json', { name: 'shop', type: 'module', imports });
    return { files: Object.fromEntries(this.#files), reached: this.#reached };
  }

  #usesReader(): boolean {
    return [...this.#provided.values()].some((names) => names.has('recallReader'));
  }

  #settings(index: number | undefined): void {
    if (index === undefined) return;
    const at = index % this.#program.modules.length;
    this.#load(at);
    const path = pathOf(this.#target(at));
    const text = `import { defineConfig } from 'clew';\nimport '${path}'${attributes(path)};\nexport default defineConfig({});\n`;
    this.#files.set('clew.config.ts', text);
  }

  #workflow(): void {
    const { tasks, workflow, modules } = this.#program;
    const source = this.#source('w', 'ts');
    for (const name of ['Workflow', 'From']) source.use(name, 'clew');
    for (const index of workflow.effects) {
      const at = index % modules.length;
      this.#load(at);
      const path = pathOf(this.#target(at));
      source.import(`import '${path}'${attributes(path)};`);
    }
    const parts = this.#uses(source, workflow.parts, -1, true).map(shown);
    const fields = tasks.map((spec, i) => {
      const name = source.use(`T${i}`, `./t${this.#fileOf(i)}.ts`);
      const { at } = this.#shape(spec);
      if (spec.shape === 'patched' && at !== undefined) {
        source.top(`Object.assign(${name}.prototype, { extra: ${this.#provider(source, at)('extra')} });`);
      }
      if (nodesOf(spec) === 1)
        return { field: `@From(${name}) of${name}!: string;`, result: `${name}: this.of${name}` };
      source.use('FromEach', 'clew');
      const list = `Array.from({ length: ${spec.nodes} }, (_, p) => ({ p }))`;
      return {
        field: `@FromEach(${name}, () => ${list}) of${name}!: string[];`,
        result: `...Object.fromEntries(this.of${name}.map((one, p) => [\`${name}(\${p})\`, one]))`,
      };
    });
    source.top(
      `@Workflow()\nexport class W {\n${fields.map(({ field }) => `  ${field}\n`).join('')}  async run() {\n    ${source.comment}\n` +
        `    return { W: [${[`'number:${workflow.number}'`, ...parts].join(', ')}].join(' '), ${fields.map(({ result }) => result).join(', ')} };\n  }\n}`,
    );
    this.#files.set('workflow.ts', source.text(this.#program.isReformatted));
  }

  #tasks(file: number): void {
    const own = this.#program.tasks.map((spec, i) => ({ spec, i })).filter(({ i }) => this.#fileOf(i) === file);
    const source = this.#source(`t${file}`, 'ts');
    const used = new Map(own.map(({ spec, i }) => [i, this.#uses(source, spec.parts, -1, true)]));
    // A class stands before those that ask for it.
    for (const { spec, i } of own.toReversed()) {
      const borrowed =
        spec.borrows === undefined ? [] : (used.get(own[spec.borrows % own.length]!.i) ?? []).slice(0, 1);
      const values = [`'number:${spec.number}'`, ...used.get(i)!.map(shown), ...borrowed.map(shown)];
      const later = this.#program.tasks.length - i - 1;
      const inputs = later === 0 ? [] : [...new Set(spec.inputs.map((input) => i + 1 + (input % later)))];
      const { shape, at } = this.#shape(spec);
      const provide = this.#provider(source, at!);
      if (nodesOf(spec) > 1) {
        const recall = at === undefined ? undefined : provide(recalls[spec.shapeFrom % recalls.length]!);
        values.push(
          "'param:' + this.p",
          ...(recall ? [`'recall:of-param:' + (await ${recall}(\`d\${this.p}\`))`] : []),
        );
      }
      const askedOf = inputs.map((input) => {
        const from = this.#fileOf(input);
        return from === file ? `T${input}` : source.use(`T${input}`, `./t${from}.ts`);
      });
      source.top(
        shapeOf(shape, {
          source,
          index: i,
          values,
          inputs: askedOf,
          isMany: nodesOf(spec) > 1,
          isolate: spec.isolate,
          provide,
        }),
      );
    }
    this.#files.set(`t${file}.ts`, source.text(this.#program.isReformatted));
  }

  /** Chooses the module that gives a task's base class, decorator …; there may be none. */
  #shape({ shape, shapeFrom }: TaskSpec): { readonly shape: TaskSpec['shape']; readonly at: number | undefined } {
    const typed = this.#modulesAfter(-1).filter((at) => this.#program.modules[at]!.language === 'ts');
    const at = typed[shapeFrom % Math.max(1, typed.length)];
    return { shape: at === undefined ? 'plain' : shape, at };
  }

  #provider(source: Source, at: number): (name: string) => string {
    return (name) => {
      this.#load(at);
      this.#provide(at, name);
      return source.use(`${name}_m${at}`, pathOf(this.#target(at)));
    };
  }

  #module(index: number): void {
    const { language, number, effect, parts } = this.#program.modules[index]!;
    const { id, file } = this.#target(index);
    if (language === 'json') return void this.#files.set(file, { number });
    if (language === 'package') {
      const text = `export async function value() {\n  return 'm[number:${number}]';\n}\nexport default { value };\n`;
      this.#files.set(`node_modules/${file}/index.js`, text);
      return void this.#files.set(`node_modules/${file}/package.json`, {
        name: file,
        version: '1.0.0',
        type: 'module',
        exports: './index.js',
      });
    }
    const source = this.#source(id, language);
    if (effect !== 'none' && this.#loaded.has(index)) source.top(effectOf(source, effect, index, number));
    const values = [`'number:${number}'`, ...this.#uses(source, parts, index, this.#loaded.has(index)).map(shown)];
    const word = source.isCommon ? '' : 'export ';
    source.top(
      `${word}async function value() {\n  ${source.comment}\n  return 'm[' + [${values.join(', ')}].join(' ') + ']';\n}`,
    );
    const provided = [...(this.#provided.get(index) ?? [])];
    for (const name of provided) source.top(recallOf(source, name, index));
    if (source.isCommon) {
      source.top(
        ['value', ...provided.map((name) => `${name}_m${index}`)]
          .map((name) => `exports.${name} = ${name};`)
          .join('\n'),
      );
    } else source.top('export default { value };');
    this.#files.set(file, source.text(this.#program.isReformatted));
  }

  #uses(source: Source, parts: readonly Part[], index: number, isLoaded: boolean): Used[] {
    return parts.flatMap((part): Used | Used[] => {
      switch (part.kind) {
        case 'constant':
          return useConstant(source, part);
        case 'file':
          return useFile(source, part, places);
        case 'environment':
          return useEnvironment(source, part, places);
        // Which modules a worker has loaded before is a matter of chance.
        case 'shared':
          return this.#isIsolated || source.isCommon ? [] : useShared(source, part, this.#isOrdered);
        case 'own':
          return useOwn(source, part);
        case 'plugins':
          return usePlugins(source, part);
        case 'recall':
          return this.#recall(source, part, index, isLoaded);
        case 'import': {
          const [after, { target }] = [this.#modulesAfter(index), part];
          if (after.length === 0) return [];
          const at = after[target % after.length]!;
          this.#reached.add(at);
          const used = useModule(source, part, this.#target(at), this.#aside);
          if (isLoaded && used.isLoaded) this.#load(at);
          return used;
        }
      }
    });
  }

  #recall(source: Source, { form, number }: Part, index: number, isLoaded: boolean): Used | Used[] {
    const after = this.#modulesAfter(index).filter((at) => ['ts', 'mjs'].includes(this.#program.modules[at]!.language));
    if (after.length === 0 || source.isCommon) return [];
    const at = after[form % after.length]!;
    const name = recalls[form % recalls.length]!;
    this.#reached.add(at);
    if (isLoaded) this.#load(at);
    this.#provide(at, name);
    const local = source.use(`${name}_m${at}`, pathOf(this.#target(at)));
    return { label: `recall:${name}`, value: `await ${local}('d${number % places}')` };
  }

  #provide(index: number, name: string): void {
    const known = this.#provided.get(index) ?? new Set();
    this.#provided.set(index, known.add(name));
  }

  #load(index: number): void {
    this.#reached.add(index);
    this.#loaded.add(index);
  }

  #modulesAfter(index: number): number[] {
    return [...this.#program.modules.keys()].filter((at) => at > index);
  }

  #target(index: number): Target {
    const { language, parts } = this.#program.modules[index]!;
    const isPlain = parts.every(({ kind }) => kind === 'constant' || kind === 'file' || kind === 'environment');
    const readsFiles = parts.some(({ kind }) => kind === 'file');
    const id = `m${index}${this.#program.renamed.includes(index) ? '_renamed' : ''}`;
    return { id, language, file: language === 'package' ? `pack-${index}` : `${id}.${language}`, isPlain, readsFiles };
  }

  /** Neighbours share a file; later tasks stand in the same one or in a later one, so that no imports go in circles. */
  #fileOf(task: number): number {
    return this.#program.tasks.slice(1, task + 1).filter(({ isNeighbour }) => !isNeighbour).length;
  }

  #source(id: string, format: Source['format']): Source {
    return new Source(id, format, this.#comment);
  }
}

const recalls = [
  'recallMap',
  'recallObject',
  'recallPromise',
  'recallGlobal',
  'recallStatic',
  'recallAll',
  'recallClosure',
  'recallReader',
  'recallBatch',
  'recallLoop',
];

/** A factory's classes have no parameters. */
const nodesOf = ({ nodes, shape }: TaskSpec): number => (shape === 'factory' ? 1 : nodes);

const waits = (part: Part): boolean =>
  (part.kind === 'import' && waitsForModule(part)) ||
  (part.kind === 'file' && waitsForFile(part)) ||
  (part.kind === 'plugins' && part.at === 'load');

const pathOf = ({ file, language }: Target): string => (language === 'package' ? file : `./${file}`);

const attributes = (path: string): string => (path.endsWith('.json') ? " with { type: 'json' }" : '');

/** Words of the output: what is used in which way, and its value. */
const shown = ({ label, value }: Used): string => `'${label.replaceAll(' ', '-')}:' + (${value})`;
