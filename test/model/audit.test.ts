import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { cases } from './arbitrary.ts';
import { isSelf } from './behaviour.ts';
import type { InputSpec, Program, Step, TaskSpec } from './program.ts';
import { sizeOf } from '../support/size.ts';

const seed = Number(process.env['CLEW_TEST_SEED'] ?? Date.now() % 1_000_000);
const number = sizeOf('CLEW_AUDIT_CASES', { usual: 3, full: 100 });

const behaviour = readFileSync(fileURLToPath(new URL('behaviour.ts', import.meta.url)), 'utf8');
const types = readFileSync(fileURLToPath(new URL('program.ts', import.meta.url)), 'utf8');

/** Renders what `build.ts` makes at run time as a module: an audit's processes find tasks by theirs. */
const moduleOf = (program: Program): string => `
import { From, FromEach, FromIf, Param, PermanentError, Task, TaskContext } from 'clew';
import { below, given, hasBelow, isFailing, lazyList, list, valueOf, wanted } from './behaviour.ts';
const read = async (held: any, handle: boolean) =>
  !handle || held === undefined ? held : Array.isArray(held) ? Promise.all(held.map((one) => one.read())) : held.read();
async function work(self: any, spec: any) {
  const params = Object.fromEntries(spec.params.map(({ name }: any) => [name, self[name]]));
  if (isFailing(spec.code.failing, params, self.context.attempt, true)) throw new PermanentError('failed');
  const inputs: any = {};
  for (const { field, handle } of spec.inputs) inputs[field] = await read(self[field], handle);
  return valueOf(spec, params, inputs);
}
${program.map(classOf).join('\n')}`;

function classOf(spec: TaskSpec, index: number): string {
  const { params, inputs, code, retries, cache, isVersioned, inLayer } = spec;
  const cached = { always: 'true', never: 'false', 'for a day': "{ for: '1 day' }" }[cache];
  const version = isVersioned ? `version: '${code.comment}', ` : '';
  return `const S${index}: any = ${JSON.stringify(spec)};
@Task({ retries: ${retries}, cache: ${cached}, ${version}${inLayer ? "storage: 'local'" : ''} })
export class T${index} {
${params.map(({ name, byDefault, significant }) => `  @Param({ significant: ${significant} }) ${name}: number = ${byDefault};`).join('\n')}
${inputs.map((input, i) => `  @${decoratorOf(input, index, `S${index}.inputs[${i}]`)} ${input.field}!: any;`).join('\n')}
  constructor(private readonly context: TaskContext) {}
  run() { return work(this, S${index}); }
}`;
}

function decoratorOf(input: InputSpec, index: number, spec: string): string {
  if (isSelf(input, index)) return `(FromIf as any)(T${index}, hasBelow, below)`;
  const { task, mode, handle, significant, tolerate, gives, lazy } = input;
  const name = { one: 'From', each: 'FromEach', if: 'FromIf' }[mode] + (handle ? '.artifact' : '');
  const map = gives ? `(self: any) => given(${spec}, self)` : 'undefined';
  const args = {
    one: [map],
    if: [`(self: any) => wanted(${spec}, self)`, map],
    each: [`(self: any) => ${lazy ? 'lazyList' : 'list'}(${spec}, self)`],
  }[mode];
  return `(${name} as any)(T${task}, ${args.join(', ')}, ${JSON.stringify({ significant, tolerate })})`;
}

const commandOf = (program: Program, { target, params }: Step): string[] => [
  'run-workflow',
  'tasks.ts',
  `T${target}`,
  ...program[target]!.params.flatMap(({ name }) => (name in params ? [`--${name}`, String(params[name])] : [])),
];

describe('audit of random programs', () => {
  test(
    `finds nothing in the cached results of ${number} programs (seed ${seed})`,
    { timeout: 60_000 + 60_000 * number },
    async () => {
      let audited = 0;
      for (const { program, steps } of fc.sample(cases, { seed, numRuns: number })) {
        const project = makeProject({ 'behaviour.ts': behaviour, 'program.ts': types, 'tasks.ts': moduleOf(program) });
        const [step] = steps;
        const command = commandOf(program, step!);
        const { code, stderr } = await project.run(command, { patience: 60_000 });
        expect([0, 1], stderr).toContain(code);
        // What succeeded of a run that failed is found again as well.
        const { audit } = await project.json('clew audit --sample 12 --seed 1', { patience: 120_000 });
        expect({ findings: audit.findings, notAudited: audit.notAudited, command }).toMatchObject({ findings: [] });
        audited += audit.counts.same;
      }
      expect(audited).toBeGreaterThan(0);
    },
  );
});
