import { constantForms } from './constants.ts';
import type { Used } from './imports.ts';
import type { Part } from './program.ts';
import type { Source } from './source.ts';

export function useConstant(source: Source, { form, number, late }: Part): Used {
  const { name, top, value, typed } = constantForms[form % constantForms.length]!;
  if (typed && source.format !== 'ts') return useConstant(source, { form: 0, number, late } as Part);
  const x = source.name();
  const own = (text: string): string => text.replaceAll('FILE', source.id);
  source.top(own(top(x, number)), late);
  return { label: `constant:${name}`, value: own(value(x)) };
}

const environmentForms = ['dot', 'key', 'destructured', 'renamed', 'imported', 'template key', 'global', 'in'] as const;

export function useEnvironment(source: Source, { form, at, target, late }: Part, places: number): Used {
  const name = `SHOP_${target % places}`;
  const how = environmentForms[form % environmentForms.length]!;
  const x = source.name();
  const asked = ((): string => {
    switch (how) {
      case 'dot':
        return `process.env.${name}`;
      case 'key':
        return `process.env['${name}']`;
      case 'template key':
        return `process.env[\`${name}\`]`;
      case 'destructured':
        return `(({ ${name} }: any) => ${name})(process.env)`;
      case 'renamed':
        source.top(`const ${x}env = process.env;`);
        return `${x}env.${name}`;
      case 'imported':
        return `${source.use('env', 'node:process')}.${name}`;
      case 'global':
        return `globalThis.process.env.${name}`;
      case 'in':
        return `('${name}' in process.env)`;
    }
  })();
  return used(source, { label: `environment:${how}:${at}`, asked, at, late, x });
}

const sharedForms = ['registry', 'prototype', 'builtin', 'global', 'state'] as const;

/** The state that other modules have left behind when they were loaded. */
export function useShared(source: Source, { form, at, late }: Part, isOrdered: boolean): Used {
  const how = sharedForms[form % sharedForms.length]!;
  const x = source.name();
  const sorted = isOrdered ? '' : '.sort()';
  const all = (of: string): string =>
    `Object.getOwnPropertyNames(${of}).filter((name) => name.startsWith('left_')).map((name) => (${of} as any)[name]).map((left) => (typeof left === 'function' ? left() : left))${sorted}.join()`;
  const asked = {
    registry: () => `[...${source.use('registry', './shared.ts')}.values()]${sorted}.join()`,
    prototype: () => all(`${source.use('Shared', './shared.ts')}.prototype`),
    builtin: () => all('Array.prototype'),
    global: () => all('globalThis'),
    state: () => `[...${source.use('getState', './shared.ts')}()]${sorted}.join('')`,
  }[how]();
  return used(source, { label: `shared:${how}:${at}`, asked, at: isOrdered ? at : 'call', late, x });
}

const ownForms = ['file', 'function', 'class'] as const;

/** The values that a module can see of itself. That `String(f)` shows comments as well is a bound of what can be known. */
export function useOwn(source: Source, { form, number }: Part): Used {
  const how = ownForms[form % ownForms.length]!;
  const x = source.name();
  const label = `own:${how}`;
  switch (how) {
    case 'file':
      return { label, value: source.isCommon ? "__filename.split('/').at(-1)" : "import.meta.url.split('/').at(-1)" };
    case 'function':
      source.top(`function ${x}() {\n  return ${10 ** number};\n}`);
      return { label, value: `String(${x}).replace(/\\s+/g, '').length` };
    case 'class':
      source.top(`class ${x}_${number} {}`);
      return { label, value: `${x}_${number}.name` };
  }
}

/** A module of which each file in a folder is a part. */
export function usePlugins(source: Source, { at, form }: Part): Used {
  source.use('readdirSync', 'node:fs');
  const [x, isWhole] = [source.name(), at === 'load' && !source.isCommon];
  const path = form % 2 === 0 ? `\`./plugins/\${name}\`` : `${source.url('plugins/').replace(/\)$/, ').href')} + name`;
  const all =
    `const all: any[] = [];\n    for (const name of readdirSync('plugins')) all.push((await import(${path})).plugin);\n` +
    `    return all.join();`;
  source.top(`async function ${x}all() {\n  try {\n    ${all}\n  } catch {\n    return 'none';\n  }\n}`);
  if (isWhole) source.top(`const ${x} = await ${x}all();`);
  if (at === 'memo') source.top(`let ${x}: any;`);
  const value = isWhole ? x : at === 'memo' ? `await (${x} ??= ${x}all())` : `await ${x}all()`;
  return { label: `plugins:${at}`, value };
}

interface Asked extends Pick<Part, 'at' | 'late'> {
  readonly label: string;
  readonly asked: string;
  readonly x: string;
}

function used(source: Source, { label, asked, at, late, x }: Asked): Used {
  if (at === 'call') return { label, value: asked };
  source.top(at === 'load' ? `const ${x} = ${asked};` : `let ${x}: any;`, at === 'memo' && late);
  return { label, value: at === 'load' ? x : `(${x} ??= ${asked})` };
}
