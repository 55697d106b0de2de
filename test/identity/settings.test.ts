import { type CaseFiles, cached, runs, task } from './case.ts';
import { identityGroup } from './group.ts';

/** A codec whose class has a method, what it writes and reads, and a task that calls the method of its input. */
const points = (sum: string, decode = '[...all]'): CaseFiles => ({
  'codec.ts': `
import { defineCodec } from 'clew';
import { Points } from './points.ts';
export const codec = defineCodec({
  name: 'points-$here',
  extension: 'json',
  accepts: (value) => value instanceof Points,
  encode: (points: Points) => Buffer.from(JSON.stringify(points.all)),
  decode: (bytes) => { const all = JSON.parse(Buffer.from(bytes).toString()); return new Points(${decode}); },
});`,
  'points.ts': `export class Points { constructor(readonly all: number[]) {} sum() { return ${sum}; } }`,
});
const makes = `import { Task } from 'clew';\nimport { Points } from './points.ts';\n@Task() export class $TaskIn { run() { return new Points([1, 2]); } }`;
const asks = (body: string, head = ''): string =>
  `import { From, Task } from 'clew';\n${head}\nimport { $TaskIn } from './in.ts';\n@Task() export class $Task { @From($TaskIn) points!: any; run() { return ${body}; } }`;

const sum = 'this.all[0]! + this.all[1]!';
const product = 'this.all[0]! * this.all[1]!';
const config = (more: string, imports = ''): string => `
import { defineConfig } from 'clew';
import { codec as first } from './c01/codec.ts';
import { codec as second } from './c02/codec.ts';
import { codec as third } from './c03/codec.ts';
import { codec as fourth } from './c04/codec.ts';
import './c05/setup.ts';
${imports}
export default defineConfig({ codecs: [first, second, third, fourth], ${more} });`;

const rich = (value: number): string => `
import { defineCodec } from 'clew';
import { Points } from './points.ts';
class Rich extends Points { total() { return this.all.length + ${value}; } }
export const codec = defineCodec({
  name: 'points-$here',
  extension: 'json',
  accepts: (value) => value instanceof Points,
  encode: (points: Points) => Buffer.from(JSON.stringify(points.all)),
  decode: (bytes) => new Rich(JSON.parse(Buffer.from(bytes).toString())),
});`;

identityGroup({
  name: 'settings and codecs',
  edits: 'one by one',
  files: { 'clew.config.ts': config('concurrency: 2') },
  cases: [
    runs(
      'a method of the class that a codec gives',
      { 'in.ts': makes, 'task.ts': asks('this.points.sum()'), ...points(sum) },
      points(product),
    ),
    runs(
      'what a codec reads',
      { 'in.ts': makes, 'task.ts': asks('this.points.sum()'), ...points(sum) },
      points(sum, '[...all].map((n) => n + 1)'),
    ),
    runs(
      'a class that only the codec knows',
      { 'in.ts': makes, 'task.ts': asks('this.points.total()'), ...points(sum), 'codec.ts': rich(1) },
      { 'codec.ts': rich(2) },
    ),
    runs(
      'a class that `instanceof` is asked about',
      {
        'in.ts': makes,
        'task.ts': asks('this.points instanceof Points && this.points.sum()', `import { Points } from './points.ts';`),
        ...points(sum),
      },
      points(product),
    ),
    runs(
      'the effect of a module that the settings import',
      {
        'task.ts': task(`return (globalThis as any)['set_$here'];`),
        'setup.ts': `(globalThis as any)['set_$here'] = 1;\nexport {};`,
      },
      { 'setup.ts': `(globalThis as any)['set_$here'] = 2;\nexport {};` },
    ),
    runs(
      'an effect of the settings themselves',
      { 'task.ts': task(`return (globalThis as any)['set_$here'] ?? 'none';`) },
      { '/clew.config.ts': config('concurrency: 2', `(globalThis as any)['set_$here'] = 1;`) },
    ),
    runs(
      'a module that the settings import besides',
      { 'task.ts': task(`return (globalThis as any)['more_$here'] ?? 'none';`), 'more.ts': 'export {};' },
      {
        'more.ts': `(globalThis as any)['more_$here'] = 1;\nexport {};`,
        '/clew.config.ts': config('concurrency: 2', `(globalThis as any)['set_c06'] = 1;\nimport './c07/more.ts';`),
      },
    ),
    cached(
      'how many tasks run at a time',
      { 'task.ts': task('return 1;') },
      { '/clew.config.ts': config('concurrency: 3', `(globalThis as any)['set_c06'] = 1;\nimport './c07/more.ts';`) },
    ),
  ],
});

const optionTask = (options: string, value = '1'): string =>
  `import { Task } from 'clew';\n@Task(${options}) export class $Task { run() { return ${value}; } }`;
const settings = (more: object): CaseFiles => ({ 'clew.config.ts': `export default ${JSON.stringify(more)};` });

identityGroup({
  name: 'settings that do not count',
  files: settings({ concurrency: 2, limits: { gpu: 1 } }),
  cases: [
    cached(
      'limits, profiles, a layer, isolation and a project’s name',
      { 'task.ts': task('return 1;') },
      {
        '/clew.config.ts': `// more\nexport default ${JSON.stringify({
          concurrency: 3,
          project: 'other',
          limits: { gpu: 2 },
          isolate: 'thread',
          storage: { layers: { scratch: { memory: true } } },
          profiles: { ci: { concurrency: 1 } },
        })};`,
      },
    ),
    cached(
      'a task that has a helper',
      { 'task.ts': task('return value;', `import { value } from './lib.ts';`), 'lib.ts': 'export const value = 1;' },
      {},
    ),
    cached('the option limits', { 'task.ts': optionTask('{}') }, { 'task.ts': optionTask(`{ limits: 'gpu' }`) }),
    cached(
      'the code of a task that names its version',
      { 'task.ts': optionTask(`{ version: '1' }`, '1 + 1') },
      { 'task.ts': optionTask(`{ version: '1' }`, '2') },
    ),
    runs(
      'the version that a task names',
      { 'task.ts': optionTask(`{ version: '1' }`) },
      { 'task.ts': optionTask(`{ version: '2' }`) },
      { sameOutput: true },
    ),
  ],
});
