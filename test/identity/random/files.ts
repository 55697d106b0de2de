import type { Part } from './program.ts';
import type { Used } from './imports.ts';
import type { Source } from './source.ts';

interface FileForm {
  readonly name: string;
  readonly isAsync?: boolean;
  readonly read: (source: Source, path: string) => string;
}

const fs = (source: Source, name: string): string => source.use(name, 'node:fs');

/** Ways to ask for a file. What is read is cut, so that it is one word. */
const fileForms: readonly FileForm[] = [
  { name: 'readFileSync', read: (source, path) => `${fs(source, 'readFileSync')}(${path}, 'utf8').trim()` },
  {
    name: 'readFile',
    isAsync: true,
    read: (source, path) => `(await ${source.use('readFile', 'node:fs/promises')}(${path}, 'utf8')).trim()`,
  },
  {
    name: 'stream',
    isAsync: true,
    read: (source, path) =>
      `(await ${source.use('text', 'node:stream/consumers')}(${fs(source, 'createReadStream')}(${path}))).trim()`,
  },
  {
    name: 'open',
    isAsync: true,
    read: (source, path) => {
      const open = source.use('open', 'node:fs/promises');
      return `await ${open}(${path}).then((file: any) => file.readFile('utf8').finally(() => file.close())).then((text: any) => text.trim())`;
    },
  },
  {
    name: 'openSync',
    read: (source, path) => {
      for (const name of ['openSync', 'readSync', 'closeSync']) fs(source, name);
      const x = source.name();
      source.top(
        `function ${x}(path: any) {\n  const [file, bytes] = [openSync(path, 'r'), Buffer.alloc(9)];\n` +
          `  const n = readSync(file, bytes);\n  closeSync(file);\n  return bytes.toString('utf8', 0, n).trim();\n}`,
      );
      return `${x}(${path})`;
    },
  },
  { name: 'existsSync', read: (source, path) => `${fs(source, 'existsSync')}(${path})` },
  { name: 'statSync', read: (source, path) => `${fs(source, 'statSync')}(${path}).size` },
  { name: 'accessSync', read: (source, path) => `(${fs(source, 'accessSync')}(${path}), 'there')` },
  { name: 'readdirSync', read: (source) => `${fs(source, 'readdirSync')}('data').join()` },
  {
    name: 'readdir',
    isAsync: true,
    read: (source) => `(await ${source.use('readdir', 'node:fs/promises')}('data')).join()`,
  },
  { name: 'globSync', read: (source) => `${fs(source, 'globSync')}('data/*.txt').sort().join()` },
  {
    name: 'namespace',
    read: (source, path) => {
      const x = source.name();
      source.import(source.isCommon ? `const ${x} = require('fs');` : `import * as ${x} from 'fs';`);
      return `${x}['readFileSync'](${path}).toString().trim()`;
    },
  },
  {
    name: 'module of Node',
    read: (_, path) => `(process as any).getBuiltinModule('fs').readFileSync(${path}, 'utf8').trim()`,
  },
];

const pathForms = (source: Source, file: string): readonly string[] => [
  `'data/${file}'`,
  source.url(`data/${file}`),
  `${source.use('join', 'node:path')}('data', '${file.slice(0, 1)}' + '${file.slice(1)}')`,
];

export const waitsForFile = ({ form, at }: Part): boolean =>
  at === 'load' && fileForms[form % fileForms.length]!.isAsync === true;

export function useFile(source: Source, { form, at, target, late }: Part, places: number): Used {
  const file = `d${target % places}.txt`;
  const paths = pathForms(source, file);
  const { name, isAsync = false, read } = fileForms[form % fileForms.length]!;
  const asked = read(source, paths[form % paths.length]!);
  const label = `file:${name}:${at}`;
  const x = source.name();
  const [word, kind] = isAsync ? ['await ', 'async '] : ['', ''];
  // That it isn't there is an answer as well.
  source.top(
    `const ${x}read = ${kind}() => {\n  try {\n    return ${asked};\n  } catch {\n    return 'none';\n  }\n};`,
  );
  if (at === 'memo') {
    source.top(`let ${x}: any;`, late);
    return { label, value: `${word}(${x} ??= ${x}read())` };
  }
  if (at === 'call' || (isAsync && source.isCommon)) return { label, value: `${word}${x}read()` };
  source.top(`const ${x} = ${word}${x}read();`);
  return { label, value: x };
}
