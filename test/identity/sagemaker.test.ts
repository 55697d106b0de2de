import { afterAll } from 'vitest';
import { type AwsServers, startAws } from '../../src/testing/index.ts';
import { makeProject } from '../support/project.ts';
import { installBundler, installSdk } from '../support/sdk.ts';
import { configOn } from '../support/shop.ts';
import { cached, installed, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';
import type { Group } from './play.ts';

const servers: AwsServers[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
});

/** A project whose tasks run on SageMaker, on this machine. */
const open: Group['open'] = async () => {
  const aws = await startAws({ s3: { buckets: ['plant'] }, sagemaker: { pace: Infinity } });
  servers.push(aws);
  const project = makeProject(configOn(aws, 'plant'));
  installSdk(project);
  installBundler(project);
  return { project, env: aws.env };
};

const clew = `import { Task } from 'clew';`;

identityGroup({
  name: 'tasks that run on SageMaker',
  open,
  args: ['--on', 'sagemaker'],
  cases: [
    runs(
      'a module that is imported',
      { 'task.ts': task('return value;', `import { value } from './lib.ts';`), 'lib.ts': one },
      { 'lib.ts': two },
    ),
    runs(
      'a module that import() names',
      {
        'task.ts': task(`return (await import('./w.ts')).value;`),
        'w.ts': `export { value } from './x.ts';`,
        'x.ts': one,
      },
      { 'x.ts': two },
    ),
    runs(
      'a JSON file that is imported',
      {
        'task.ts': task('return data.value;', `import data from './data.json' with { type: 'json' };`),
        'data.json': { value: 1 },
      },
      { 'data.json': { value: 2 } },
    ),
    runs(
      'a package of another version',
      { 'task.ts': task('return value;', `import { value } from 'left';`), ...installed('left', '1.0.0', 1) },
      installed('left', '2.0.0', 2),
    ),
    runs(
      'a package that was packed again',
      { 'task.ts': task('return value;', `import { value } from 'left';`), ...installed('left', '1.0.0', 1) },
      installed('left', '1.0.0', 2),
    ),
    runs(
      'a package that was packed again and that only import() names',
      { 'task.ts': task(`return (await import('late')).value;`), ...installed('late', '1.0.0', 1) },
      installed('late', '1.0.0', 2),
    ),
    runs(
      'a module that import() names by a computed name, which something else in the file has sent',
      {
        'task.ts': task(
          `return (await import(['.', 'w.ts'].join('/'))).value;`,
          `export const other = () => import('./w.ts');`,
        ),
        'w.ts': one,
      },
      { 'w.ts': two },
    ),
    runs(
      'a file that it reads, which something else in the file has sent',
      {
        'task.ts': task(
          `return JSON.parse(readFileSync(new URL('read.json', import.meta.url), 'utf8')).value;`,
          `import { readFileSync } from 'node:fs';
export const other = () => import('./read.json', { with: { type: 'json' } });`,
        ),
        'read.json': { value: 1 },
      },
      { 'read.json': { value: 2 } },
    ),
    cached(
      'a neighbour in the same file',
      {
        'task.ts': `${clew}\n@Task() export class $Task { run() { return 1; } }\n@Task() export class $TaskB { run() { return 1; } }`,
      },
      {
        'task.ts': `${clew}\n@Task() export class $Task { run() { return 1; } }\n@Task() export class $TaskB { run() { return 2; } }`,
      },
    ),
    cached(
      'where the task runs',
      { 'task.ts': `${clew}\n@Task() export class $Task { run() { return 1; } }` },
      { 'task.ts': `${clew}\n@Task({ on: 'here' }) export class $Task { run() { return 1; } }` },
    ),
    cached(
      'the instance that the task runs on',
      { 'task.ts': `${clew}\n@Task() export class $Task { run() { return 1; } }` },
      { 'task.ts': `${clew}\n@Task({ on: { instance: 'ml.m5.xlarge' } }) export class $Task { run() { return 1; } }` },
    ),
  ],
});
