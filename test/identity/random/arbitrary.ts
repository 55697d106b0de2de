import fc from 'fast-check';
import {
  type Case,
  type Edit,
  type ModuleSpec,
  type Part,
  type Program,
  type TaskSpec,
  editKinds,
  edited,
  effects,
  languages,
  partKinds,
  places,
  shapes,
} from './program.ts';
import { render } from './render.ts';

const small = fc.nat({ max: 9 });
const index = fc.nat({ max: 11 });
const usually = <T>(value: T, often: number, others: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: often, arbitrary: fc.constant(value) },
    { weight: 1, arbitrary: others },
  );

const part: fc.Arbitrary<Part> = fc.record({
  kind: fc.constantFrom(...partKinds, 'import', 'import', 'file', 'file', 'constant'),
  form: fc.nat({ max: 59 }),
  at: fc.constantFrom<Part['at']>('call', 'load', 'memo'),
  target: index,
  number: small,
  late: usually(false, 4, fc.constant(true)),
});
const parts = (maxLength: number): fc.Arbitrary<Part[]> => fc.array(part, { maxLength, size: 'max' });

const oneModule: fc.Arbitrary<ModuleSpec> = fc.record({
  language: usually<ModuleSpec['language']>('ts', 2, fc.constantFrom(...languages)),
  number: small,
  effect: usually<ModuleSpec['effect']>('none', 2, fc.constantFrom(...effects)),
  parts: parts(3),
});

const task: fc.Arbitrary<TaskSpec> = fc.record({
  isNeighbour: fc.boolean(),
  number: small,
  shape: usually<TaskSpec['shape']>('plain', 2, fc.constantFrom(...shapes)),
  shapeFrom: index,
  inputs: fc.array(index, { maxLength: 2 }),
  nodes: usually(1, 3, fc.constantFrom(2, 3)),
  parts: parts(3),
  borrows: usually<number | undefined>(undefined, 3, index),
  isolate: usually<TaskSpec['isolate']>(undefined, 30, fc.constant('thread')),
});

const present = fc.array(fc.option(small, { nil: undefined, freq: 3 }), { minLength: places, maxLength: places });

const program: fc.Arbitrary<Program> = fc.record({
  modules: fc.array(oneModule, { minLength: 1, maxLength: 5, size: 'max' }),
  tasks: fc.array(task, { minLength: 1, maxLength: 4, size: 'max' }),
  workflow: fc.record({ number: small, parts: parts(1), effects: fc.array(index, { maxLength: 2, size: 'max' }) }),
  settings: usually<number | undefined>(undefined, 8, index),
  data: present,
  plugins: present,
  environment: present,
  comments: fc.constant([]),
  isReformatted: fc.constant(false),
  renamed: fc.constant([]),
  stranger: fc.constant(undefined),
  shadow: fc.constant(undefined),
});

/** Programs with one edit each. What nobody uses is there as well: it must not matter. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    program,
    kind: fc.constantFrom(...editKinds, 'module', 'module', 'data', 'part'),
    index: fc.nat({ max: 59 }),
    value: fc.nat({ max: 9 }),
    keepsTimes: usually(false, 5, fc.constant(true)),
    isAnywhere: usually(false, 7, fc.constant(true)),
    runsAgain: usually(false, 2, fc.constant(true)),
  })
  .map(({ program, isAnywhere, runsAgain, ...edit }) => ({
    program,
    edit: isAnywhere ? edit : nearestOfUse(program, edit),
    runsAgain,
  }));

/** Most edits would change what nobody uses: the next one of its kind that changes something that is named somewhere. */
function nearestOfUse(program: Program, edit: Edit): Edit {
  const before = render(program).files;
  const all = JSON.stringify(before);
  for (let i = 0; i < 12; i++) {
    const next = { ...edit, index: edit.index + i };
    const [after, changed] = [edited(program, next), [] as string[]];
    const { files } = render(after);
    for (const name of new Set([...Object.keys(before), ...Object.keys(files)])) {
      if (JSON.stringify(before[name]) !== JSON.stringify(files[name])) changed.push(name);
    }
    after.environment.forEach((number, at) => {
      if (number !== program.environment[at]) changed.push(`SHOP_${at}`);
    });
    if (changed.some((name) => isNamed(name, all))) return next;
  }
  return edit;
}

function isNamed(name: string, all: string): boolean {
  if (name === 'workflow.ts' || /^t\d+\.ts$/.test(name)) return true;
  if (name.startsWith('plugins/')) return all.includes("'plugins'");
  return all.includes(name.replace(/^(data|node_modules)\//, '').replace(/\.\w+$|\/.*$/, ''));
}
