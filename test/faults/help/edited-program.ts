import type { Files } from '../../support/project.ts';

/** Loads what can be loaded, with time between one module and the next in which anything may happen to them. */
const load = (tag: number): string => `
const pause = () => new Promise((again) => setTimeout(again, 15));
const load = async () => {
  const found = [${tag}, plain];
  await pause();
  found.push((await import('./lazy.ts')).lazy());
  await pause();
  const old = await import('./old.cjs');
  found.push(old.default.v, old.default.deep());
  await pause();
  found.push((await import('./data.json', { with: { type: 'json' } })).default.v);
  await pause();
  found.push((await import('./late.js')).late);
  return found;
};`;

/** Renders each file of the program; its result depends on a number. */
const texts: Readonly<Record<string, (v: number) => string>> = {
  'workflow.ts': (v) => `
import { From, Task, Workflow } from 'clew';
import { plain } from './plain.mjs';
${load(v)}
@Task({ isolate: false }) export class Here { run(): Promise<unknown> { return load(); } }
@Task({ isolate: 'thread' }) export class InThread { @From(Here) here!: unknown; run(): Promise<unknown> { return load(); } }
@Task({ isolate: 'process' }) export class InProcess { @From(Here) here!: unknown; run(): Promise<unknown> { return load(); } }
@Workflow({ isolate: false }) export class All {
  @From(InThread) a!: unknown;
  @From(InProcess) b!: unknown;
  run() { return 1; }
}`,
  'tasks.mjs': (v) => `
import { Task } from 'clew';
import { plain } from './plain.mjs';
${load(v)}
export class ServedHere { run() { return load(); } }
export class ServedThread { run() { return load(); } }
export class ServedProcess { run() { return load(); } }
Task()(ServedHere);
Task({ isolate: 'thread' })(ServedThread);
Task({ isolate: 'process' })(ServedProcess);`,
  'plain.mjs': (v) => `import { deep } from './deep.js';\nexport const plain = ${v} + deep;`,
  'deep.js': (v) => `export const deep = ${v} * 10;`,
  'lazy.ts': (v) => `import { shared } from './shared.ts';\nexport const lazy = (): number => ${v} + shared;`,
  'shared.ts': (v) => `export const shared: number = ${v} * 10;`,
  'old.cjs': (v) => `exports.v = ${v} + require('./older.cjs').v;\nexports.deep = () => require('./oldest.cjs').v;`,
  'older.cjs': (v) => `exports.v = ${v} * 10 + require('./data.json').v;`,
  'oldest.cjs': (v) => `exports.v = ${v};`,
  'data.json': (v) => JSON.stringify({ v }),
  'late.js': (v) => `export const late = ${v};`,
};

/** Takes the place of `late.js` for TypeScript while it is there. */
const shadow = 'late.ts';

/** Runs the tasks of the program in one process, three times. */
export const server = `
import { run } from 'clew';
import { ServedHere, ServedThread, ServedProcess } from './tasks.mjs';
for (let turn = 0; turn < 3; turn++) {
  for (const task of [ServedHere, ServedThread, ServedProcess]) await run(task, {}, { force: turn === 1 }).catch(console.error);
}`;

/** The program with the same number everywhere. */
export const programOf = (v: number): Files =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text(v)]));

/** A change to one file; null where it is deleted. */
export interface Edit {
  readonly name: string;
  readonly text: string | null;
}

/** Some edit: of a few numbers, so that programs come back. */
export function someEdit(random: () => number): Edit {
  const v = 1 + Math.floor(random() * 3);
  const dice = random();
  if (dice < 0.08) return { name: shadow, text: `export const late: number = 7 * ${v};` };
  if (dice < 0.16) return { name: shadow, text: null };
  const names = Object.keys(texts);
  const name = names[Math.floor(random() * names.length)]!;
  if (dice < 0.22) return { name, text: null };
  const text = texts[name]!(v);
  return { name, text: dice < 0.3 && !name.endsWith('.json') ? `// Says nothing.\n${text}` : text };
}
