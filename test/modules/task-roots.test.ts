import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { project } from './project.ts';

const clew = pathToFileURL(join(import.meta.dirname, '../../src/authoring/index.ts')).href;

describe('identity of code: source of a task class', () => {
  it('is where the class is written, and includes the code that made it', async () => {
    const made = await project({
      'kit.ts': `import { Task } from '${clew}';
interface Options { doc: string }
export function Tracked(options: Options) {
  return (target: any): void => {
    Task(options)(target);
  };
}
export function make(name: string, n: number) {
  @Task({ name })
  class Made { run() { return n; } }
  return Made;
}`,
      'flow.ts': `import { Task } from '${clew}';
import { Tracked, make } from './kit.ts';
@Task()
export class Plain { run() { return 1; } }
@Tracked({ doc: 'mine' })
export class Own { run() { return 2; } }
export const One = make('One', 1);
const list = [make('Two', 2)];
export const Two = list[0];`,
    });
    const { value, error } = await made.run('roots', ['flow.ts']);
    expect(error).toBeUndefined();
    const at = (file: string, line: number): object => ({ file: join(made.root, file), line });
    const module = join(made.root, 'flow.ts');
    const kit = ['kit.ts', ['make']];
    expect(value).toEqual([
      ['One', at('kit.ts', 9), module, [kit, ['flow.ts', ['One']]]],
      [
        'Own',
        { file: module, line: expect.any(Number) },
        module,
        [
          ['flow.ts', ['Own']],
          ['kit.ts', ['Tracked']],
        ],
      ],
      ['Plain', at('flow.ts', 3), module, [['flow.ts', ['Plain']]]],
      ['Two', at('kit.ts', 9), module, [kit, ['flow.ts', ['list']]]],
    ]);
    expect([5, 6]).toContain(value[1][1].line);
  });
});
