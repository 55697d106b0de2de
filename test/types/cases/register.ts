import { type Artifact, Register, lineage } from '../../../src/index.ts';

export const sync = lineage.register('sync', { inputs: (path: string) => [path] }, (path: string, times = 1) => path.length * times);
export const length: number = sync('a', 2);

export const later = lineage.register(
  'later',
  { outputs: (result, path) => ({ [path]: result.risk.toFixed(2) }), params: (path) => ({ path }) },
  async (path: string) => ({ risk: path.length }),
);
export const risk: Promise<{ risk: number }> = later('a');

export const generator = lineage.register('generator', { outputs: (result) => [result.trim()] }, function* (upTo: number) {
  for (let n = 0; n < upTo; n++) yield n;
  return 'done';
});
export const numbers: number[] = [...generator(3)];

export const handles = lineage.register(
  'handles',
  { inputs: (model: Artifact<number>) => ({ model, page: new URL('https://example.org'), alarm: 0.5 }) },
  (model: Artifact<number>) => model.read(),
);

const component = await lineage.component('serve').describe('risk').ownedBy('@ana').tagged('a', 'b').kind('ranker');
export const served: (machine: string) => Promise<string> = component.register({}, async (machine: string) => lineage.log(machine));
export const owner: string | null = component.owner;

// error: Argument of type 'number' is not assignable to parameter of type 'string'
sync(5);

// error: Type '(path: number) => number[]' is not assignable
lineage.register('wrong', { inputs: (path: number) => [path] }, (path: string) => path);

// error: Object literal may only specify known properties
lineage.register('wrong', { input: ['a'] }, (path: string) => path);

// error: Argument of type 'number' is not assignable to parameter of type 'string'
lineage.log(5);

export class Scorer {
  @Register({ inputs: (machine: string) => [machine] })
  score(machine: string, _alarm = 0.5): number {
    return machine.length;
  }

  @Register()
  static async train(): Promise<void> {}

  // error: Unable to resolve signature of method decorator
  @Register({ inputs: (machine: string) => [machine] })
  wrong(machine: number): number {
    return machine;
  }

  // error: Unable to resolve signature of property decorator
  @Register()
  field = 1;
}
