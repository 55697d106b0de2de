import type { Language, Part } from './program.ts';
import type { Source } from './source.ts';

/** A module that another one imports. */
export interface Target {
  readonly id: string;
  readonly language: Language;
  /** `m1.ts`, or the name of a package. */
  readonly file: string;
  /** It needs nothing but Node. */
  readonly isPlain: boolean;
  readonly readsFiles: boolean;
}

/** Files that an import needs besides: modules that export again, aliases in package.json. */
export interface Aside {
  readonly files: Map<string, string>;
  readonly aliases: Map<string, string>;
}

const staticForms = ['named', 'renamed', 'namespace', 'default', 'all again', 'named again', 'alias'] as const;
const dynamicForms = [
  'literal',
  'template',
  'computed',
  'loader',
  'resolved',
  'url',
  'thenable',
  'text',
  'require',
  'require template',
  'require computed',
  'require renamed',
  'require resolved',
  'require without ending',
  'worker',
  'child',
] as const;

export interface Used {
  readonly label: string;
  readonly value: string;
  /** The module is loaded together with the one that uses it. */
  readonly isLoaded?: boolean;
}

/** Whether it may wait while it is loaded: then the order in which others are loaded is left to chance. */
export const waitsForModule = ({ form, at }: Part): boolean => at === 'load' && form % 4 === 0;

/** Whether it may read the module as a text, comments and all. */
export const readsText = ({ kind, form }: Part): boolean =>
  kind === 'import' && dynamicForms[form % dynamicForms.length] === 'text';

/** An import of a module by a part, and the expression that calls it. */
export function useModule(source: Source, { form, at, late }: Part, target: Target, aside: Aside): Used {
  const isStatic = at === 'load' && form % 4 > 0 && !source.isCommon;
  if (isStatic) {
    return { ...useStatically(source, staticForms[form % staticForms.length]!, target, aside), isLoaded: true };
  }
  const name = fitting(source, target, form);
  const loaded = loading(source, name, target, aside);
  const label = `import:${name}:${at}`;
  if (name === 'text') return { label, value: loaded };
  if (name === 'worker' || name === 'child') return { label, value: `await ${loaded}` };
  const x = source.name();
  // Node doesn't require() what waits while it is loaded.
  const isSync = name.startsWith('require');
  if (at === 'load' && isSync) {
    source.top(`const ${x} = ${loaded};`);
    return { label, value: called(x, target), isLoaded: true };
  }
  if (at === 'call' || (at === 'load' && source.isCommon)) {
    return { label, value: called(`(${isSync ? loaded : `await ${loaded}`})`, target) };
  }
  if (at === 'memo') {
    source.top(`let ${x}: any;`, late);
    return { label, value: called(`(await (${x} ??= ${loaded}))`, target) };
  }
  source.top(`const ${x} = await ${loaded};`);
  return { label, value: called(x, target), isLoaded: true };
}

function called(module: string, { language }: Target): string {
  return language === 'json' ? `(${module}.default ?? ${module}).number` : `await ${module}.value()`;
}

function useStatically(source: Source, form: (typeof staticForms)[number], target: Target, aside: Aside): Used {
  const [x, label] = [source.name(), `import:${form}`];
  const path = target.language === 'package' ? target.file : `./${target.file}`;
  if (target.language === 'json') {
    source.import(`import ${x} from '${path}' with { type: 'json' };`);
    return { label, value: `${x}.number` };
  }
  const named = `await ${x}()`;
  switch (form) {
    case 'named':
    case 'renamed':
      source.import(`import { value as ${x} } from '${path}';`);
      return { label, value: named };
    case 'namespace':
      source.import(`import * as ${x} from '${path}';`);
      return { label, value: `await ${x}.value()` };
    case 'default':
      source.import(`import ${x} from '${path}';`);
      return { label, value: `await ${x}.value()` };
    case 'all again':
      aside.files.set(`all_${target.id}.ts`, `export * from '${path}';\n`);
      source.import(`import { value as ${x} } from './all_${target.id}.ts';`);
      return { label, value: named };
    case 'named again':
      aside.files.set(`again_${target.id}.ts`, `export { value as again } from '${path}';\n`);
      source.import(`import { again as ${x} } from './again_${target.id}.ts';`);
      return { label, value: named };
    case 'alias':
      aside.aliases.set(`#${target.id}`, path);
      source.import(`import { value as ${x} } from '#${target.id}';`);
      return { label, value: named };
  }
}

/** Not everything can be imported in every way. */
function fitting(
  source: Source,
  { language, isPlain, readsFiles }: Target,
  form: number,
): (typeof dynamicForms)[number] {
  const name = dynamicForms[form % dynamicForms.length]!;
  if (name === 'worker' || name === 'child') {
    // The files that a child process opens aren't seen: the docs say so.
    const isSeen = isPlain && !(name === 'child' && readsFiles);
    return language === 'mjs' && isSeen && !source.isCommon ? name : 'computed';
  }
  if (name === 'require without ending') return language === 'json' ? name : 'computed';
  if (language === 'package') return name === 'computed' || name === 'template' ? name : 'literal';
  const canRequire = language === 'cjs' || language === 'json';
  if (name.startsWith('require')) return canRequire ? name : 'computed';
  if (language === 'json' && name !== 'text') return 'literal';
  return source.isCommon && (name === 'resolved' || name === 'loader') ? 'url' : name;
}

function loading(source: Source, form: (typeof dynamicForms)[number], target: Target, aside: Aside): string {
  const { file, language } = target;
  const path = language === 'package' ? file : `./${file}`;
  const [head, tail] = [path.slice(0, 3), path.slice(3)];
  const options = language === 'json' ? ", { with: { type: 'json' } }" : '';
  switch (form) {
    case 'literal':
      return `import('${path}'${options})`;
    case 'template':
      return `import(\`${head}\${'${tail}'}\`${options})`;
    case 'computed':
      return `import(['${head}', '${tail}'].join('')${options})`;
    case 'loader':
      aside.files.set('loader.ts', 'export const loadByName = (name: string) => import(`./${name}`);\n');
      return `${source.use('loadByName', './loader.ts')}('${file}')`;
    case 'resolved':
      return `import(import.meta.resolve('${path}'))`;
    case 'url':
      return `import(${source.url(file)}.href)`;
    case 'thenable':
      return `Promise.resolve('${path}').then((path) => import(path))`;
    case 'text':
      return `${source.use('readFileSync', 'node:fs')}(${source.url(file)}, 'utf8').length`;
    case 'require':
      return `${source.require()}('${path}')`;
    case 'require template':
      return `${source.require()}(\`${head}\${'${tail}'}\`)`;
    case 'require computed':
      return `${source.require()}(['${head}', '${tail}'].join(''))`;
    case 'require renamed': {
      const x = source.name();
      source.top(`const ${x} = ${source.require()};`);
      return `${x}('${path}')`;
    }
    case 'require without ending':
      return `${source.require()}('${path.replace(/\.json$/, '')}')`;
    case 'worker': {
      const worker = `worker_${target.id}.mjs`;
      const text = `import { parentPort } from 'node:worker_threads';\nimport { value } from './${file}';\nparentPort.postMessage(await value());\n`;
      aside.files.set(worker, text);
      source.use('Worker', 'node:worker_threads');
      return `new Promise((done, fail) => new Worker(${source.url(worker)}).once('message', done).once('error', fail))`;
    }
    case 'child': {
      const script = `script_${target.id}.mjs`;
      aside.files.set(script, `import { value } from './${file}';\nconsole.log(await value());\n`);
      return `${source.use('execFileSync', 'node:child_process')}(process.execPath, ['${script}'], { encoding: 'utf8' }).trim()`;
    }
    case 'require resolved': {
      const name = source.require();
      return `${name}(${name}.resolve('${path}'))`;
    }
  }
}
