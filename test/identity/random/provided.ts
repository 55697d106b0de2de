import type { ModuleSpec, TaskSpec } from './program.ts';
import type { Source } from './source.ts';

/** The state that all modules of a program may change. */
export const sharedModule = `export const registry = new Map<string, unknown>();
export class Shared {}
let state = '';
export const getState = (): string => state;
export function setState(text: string): void {
  state += text;
}
`;

/** A module without any state, by which others read what they keep. */
export const readerModule = `import { readFileSync } from 'node:fs';
export function readText(name: string): string {
  try {
    return readFileSync(\`data/\${name}.txt\`, 'utf8').trim();
  } catch {
    return 'none';
  }
}
`;

/** The statement by which a module leaves something behind. */
export function effectOf(source: Source, effect: ModuleSpec['effect'], index: number, number: number): string {
  const name = `left_${index}`;
  switch (effect) {
    case 'none':
      return '';
    case 'registry':
      if (source.isCommon) return `globalThis.${name} = ${number};`;
      return `${source.use('registry', './shared.ts')}.set('${name}', ${number});`;
    case 'prototype':
      if (source.isCommon) return `globalThis.${name} = ${number};`;
      return `(${source.use('Shared', './shared.ts')}.prototype as any).${name} = ${number};`;
    case 'builtin':
      return `Object.defineProperty(Array.prototype, '${name}', { value: ${number}, configurable: true });`;
    case 'global':
      return `(globalThis as any).${name} = ${number};`;
    case 'file': {
      const [read, exists] = [source.use('readFileSync', 'node:fs'), source.use('existsSync', 'node:fs')];
      const path = `'data/d${number % 3}.txt'`;
      return `(globalThis as any).${name} = ${exists}(${path}) ? ${read}(${path}, 'utf8').trim() : 'none';`;
    }
    case 'variable':
      return `(globalThis as any).${name} = process.env.SHOP_${number % 3};`;
    case 'function': {
      const read = source.use('readFileSync', 'node:fs');
      return (
        `(globalThis as any).${name} = () => {\n  try {\n    return ${read}('data/d${number % 3}.txt', 'utf8').trim();\n` +
        `  } catch {\n    return 'none';\n  }\n};`
      );
    }
    case 'setter':
      if (source.isCommon) return `globalThis.${name} = ${number};`;
      return `${source.use('setState', './shared.ts')}('${number}');`;
  }
}

/** The exports of a module that others ask for: memos of files by name, and what classes are made with. */
export function recallOf(source: Source, name: string, index: number): string {
  const own = `${name}_m${index}`;
  const reads = name.startsWith('recall');
  if (reads) source.use('readFileSync', 'node:fs');
  const x = source.name();
  if (reads) {
    source.top(
      `const ${x} = (name: any) => {\n  try {\n    return readFileSync(\`data/\${name}.txt\`, 'utf8').trim();\n  } catch {\n    return 'none';\n  }\n};`,
    );
  }
  switch (name) {
    case 'recallMap':
      return (
        `const ${x}kept = new Map();\nexport function ${own}(name: any) {\n` +
        `  if (!${x}kept.has(name)) ${x}kept.set(name, ${x}(name));\n  return ${x}kept.get(name);\n}`
      );
    case 'recallObject':
      return `const ${x}kept: any = {};\nexport const ${own} = (name: any) => (${x}kept[name] ??= ${x}(name));`;
    case 'recallPromise':
      return (
        `const ${x}kept: any = {};\nexport const ${own} = (name: any) =>\n` +
        `  (${x}kept[name] ??= Promise.resolve().then(() => ${x}(name)));`
      );
    case 'recallGlobal':
      return (
        `export const ${own} = (name: any) =>\n` +
        `  (((globalThis as any).kept_${source.id} ??= {})[name] ??= ${x}(name));`
      );
    case 'recallStatic':
      return (
        `class ${x}Kept {\n  static kept = new Map();\n  static of(name: any) {\n` +
        `    return this.kept.get(name) ?? this.kept.set(name, ${x}(name)).get(name);\n  }\n}\n` +
        `export const ${own} = (name: any) => ${x}Kept.of(name);`
      );
    case 'recallAll':
      return (
        `let ${x}kept: any;\nexport const ${own} = (name: any) =>\n` +
        `  (${x}kept ??= Object.fromEntries(['d0', 'd1', 'd2'].map((one) => [one, ${x}(one)])))[name];`
      );
    case 'recallReader':
      return (
        `const ${x}kept = new Map();\nexport function ${own}(name: any) {\n` +
        `  if (!${x}kept.has(name)) ${x}kept.set(name, ${source.use('readText', './reader.ts')}(name));\n` +
        `  return ${x}kept.get(name);\n}`
      );
    // Whoever comes first reads for all that ask in the same turn.
    case 'recallBatch':
      return (
        `let ${x}asked: any;\nexport const ${own} = (name: any) =>\n  new Promise((done) => {\n` +
        `    if (!${x}asked) {\n      ${x}asked = [];\n      setImmediate(() => {\n        const all = ${x}asked;\n` +
        `        ${x}asked = undefined;\n        for (const [one, tell] of all) tell(${x}(one));\n      });\n    }\n` +
        `    ${x}asked.push([name, done]);\n  });`
      );
    // It reads in a loop that began when the module was loaded.
    case 'recallLoop':
      return (
        `const ${x}asked: any[] = [];\nlet ${x}wake: any;\n(async () => {\n  for (;;) {\n` +
        `    while (${x}asked.length === 0) await new Promise((go) => (${x}wake = go));\n` +
        `    const [name, tell] = ${x}asked.shift();\n    tell(${x}(name));\n  }\n})();\n` +
        `export const ${own} = (name: any) =>\n  new Promise((done) => {\n    ${x}asked.push([name, done]);\n    ${x}wake?.();\n  });`
      );
    case 'recallClosure':
      return (
        `const ${x}once = (of: any) => {\n  const kept = new Map();\n` +
        `  return (name: any) => kept.get(name) ?? (kept.set(name, of(name)), kept.get(name));\n};\n` +
        `export const ${own} = ${x}once(${x});`
      );
    case 'Service':
      source.use('Service', 'typedi');
      return `@Service()\nexport class ${own} {\n  async extra() {\n    return value();\n  }\n}`;
    case 'Base':
      return `export class ${own} {\n  async extra() {\n    return value();\n  }\n}`;
    case 'mix':
      return `export const ${own} = (of: any) =>\n  class extends of {\n    async extra() {\n      return value();\n    }\n  };`;
    case 'extra':
      return `export const ${own} = () => value();`;
    case 'decorate':
    case 'kit': {
      const marked = name === 'kit' ? `${source.use('Task', 'clew')}()(target);` : '';
      const wrapper =
        `(target: any) => {\n  const { run } = target.prototype;\n` +
        `  target.prototype.run = async function (this: any) {\n` +
        `    return \`\${await run.call(this)} shape:\${await value()}\`;\n  };\n  ${marked}\n}`;
      return `export const ${own} = ${name === 'kit' ? '() => ' : ''}${wrapper};`;
    }
    case 'make':
      source.use('Task', 'clew');
      return (
        `export function ${own}(name: any, inner: any): any {\n  @Task({ name })\n  class Made {\n    async run() {\n` +
        `      return \`\${await inner()} shape:\${await value()}\`;\n    }\n  }\n  return Made;\n}`
      );
    default:
      throw new Error(`No module provides ${name}`);
  }
}

interface Shape {
  readonly source: Source;
  readonly index: number;
  /** Expressions of what it uses. */
  readonly values: readonly string[];
  /** Names of tasks. */
  readonly inputs: readonly string[];
  /** It has a parameter. */
  readonly isMany: boolean;
  readonly isolate: TaskSpec['isolate'];
  /** Asks a module for something, and gives its name. */
  readonly provide: (name: string) => string;
}

/** A task's class. */
export function shapeOf(shape: TaskSpec['shape'], spec: Shape): string {
  const { source, index, values, inputs, isMany, isolate, provide } = spec;
  const name = `T${index}`;
  if (shape === 'factory') {
    const list = values.join(', ');
    return `export const ${name} = ${provide('make')}('${name}', async () => ['${name}', ${list}].join(' '));`;
  }
  if (inputs.length > 0) source.use('From', 'clew');
  if (isMany) source.use('Param', 'clew');
  const options = isolate ? `{ isolate: '${isolate}' }` : '';
  const marked = shape === 'kit' ? `@${provide('kit')}()` : `@${source.use('Task', 'clew')}(${options})`;
  const more = shape === 'decorated' ? ` @${provide('decorate')}` : '';
  const base = { base: () => ` extends ${provide('Base')}`, mixin: () => ` extends ${provide('mix')}(Object)` };
  const extended = shape === 'base' || shape === 'mixin' ? base[shape]() : '';
  const injected = shape === 'injected' ? `  constructor(private readonly service: ${provide('Service')}) {}\n` : '';
  const extra =
    {
      base: 'this.extra()',
      mixin: 'this.extra()',
      assigned: '(this as any).extra()',
      patched: '(this as any).extra?.()',
      injected: 'this.service.extra()',
    }[shape as string] ?? '';
  const all = [
    `'${name}'`,
    ...values,
    ...(extra ? [`'shape:' + (await ${extra})`] : []),
    ...inputs.map((_, i) => `'{' + this.in${i} + '}'`),
  ];
  const fields = inputs.map((input, i) => `  @From(${input}) in${i}!: string;\n`).join('');
  const text =
    `${marked}${more}\nexport class ${name}${extended} {\n${isMany ? '  @Param() p: number = 0;\n' : ''}${fields}${injected}  async run() {\n    ${source.comment}\n` +
    `    return [${all.join(', ')}].join(' ');\n  }\n}`;
  return shape === 'assigned' ? `${text}\nObject.assign(${name}.prototype, { extra: ${provide('extra')} });` : text;
}
