import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BenchProject, median, repository, timeProcess, times } from './measure.ts';

const workflow = `import { Task } from 'clew';
@Task()
export class Hello {
  run(): string {
    return 'hello';
  }
}
`;

export interface Start {
  readonly name: string;
  readonly ms: number;
}

/** Whole processes, as someone who types the command waits for them; the commands take turns. */
export function starting(rounds = 15): Start[] {
  using project = new BenchProject({ 'workflow.ts': workflow });
  const bin = (name: string): string => join(repository, 'bin', `${name}.js`);
  const asked = spawnSync(process.execPath, [bin('run-workflow'), 'workflow.ts', '--json'], {
    cwd: project.folder,
    encoding: 'utf8',
  });
  const { outputIds } = JSON.parse(asked.stdout) as { outputIds: [string] };
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['node -e 0', ['-e', '0']],
    ['run-workflow of one task', [bin('run-workflow'), 'workflow.ts', 'Hello', '--force', '--quiet']],
    ['run-workflow, cached', [bin('run-workflow'), 'workflow.ts', 'Hello', '--quiet']],
    ['clew bt', [bin('clew'), 'bt', outputIds[0]]],
  ];
  const measured = times(rounds, () => commands.map(([, args]) => timeProcess(process.execPath, args, project.folder)));
  return commands.map(([name], i) => ({ name, ms: median(measured.map((round) => round[i]!)) }));
}
