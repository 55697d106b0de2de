import { type CaseFiles, type Edit, type IdentityCase, one, runs, task, two } from './case.ts';
import { identityGroup } from './group.ts';

/** A task that uses what another module leaves behind; the workflow's module imports that one. */
const effect = (
  name: string,
  files: CaseFiles,
  edit: Edit,
  workflow = `import './$here/setup.ts';`,
  more: Partial<IdentityCase> = {},
) => runs(name, files, edit, { workflow, ...more });

const service = (value: number): string =>
  `import { Service } from 'typedi';\nimport { Model } from './model.ts';\n@Service({ id: Model }) export class Real extends Model { value() { return ${value}; } }`;
const asksModel = `import { Task } from 'clew';\nimport { Model } from './model.ts';\n@Task() export class $Task { constructor(private readonly model: Model) {} run() { return this.model.value(); } }`;
const model = `export abstract class Model { abstract value(): number; }`;

identityGroup({
  name: 'services and containers',
  edits: 'one by one',
  cases: [
    effect(
      'a value that Container.set leaves',
      {
        'task.ts': task(`return Container.get('value-$here');`, `import { Container } from 'typedi';`),
        'setup.ts': `import { Container } from 'typedi';\nContainer.set('value-$here', 1);`,
      },
      { 'setup.ts': `import { Container } from 'typedi';\nContainer.set('value-$here', 2);` },
    ),
    effect(
      'a token that Container.set leaves',
      {
        'token.ts': `import { Token } from 'typedi';\nexport const token = new Token<number>('$here');`,
        'task.ts': task(
          `return Container.get(token);`,
          `import { Container } from 'typedi';\nimport { token } from './token.ts';`,
        ),
        'setup.ts': `import { Container } from 'typedi';\nimport { token } from './token.ts';\nContainer.set(token, 1);`,
      },
      {
        'setup.ts': `import { Container } from 'typedi';\nimport { token } from './token.ts';\nContainer.set(token, 2);`,
      },
    ),
    effect(
      'the class behind an abstract service',
      { 'model.ts': model, 'task.ts': asksModel, 'setup.ts': service(1) },
      { 'setup.ts': service(2) },
    ),
    effect(
      'a helper of the class behind an abstract service',
      {
        'model.ts': model,
        'task.ts': asksModel,
        'setup.ts': `import { Service } from 'typedi';\nimport { Model } from './model.ts';\nimport { value } from './values.ts';\n@Service({ id: Model }) export class Real extends Model { value() { return value; } }`,
        'values.ts': one,
      },
      { 'values.ts': two },
    ),
    effect(
      'the instance behind an abstract service',
      {
        'model.ts': model,
        'task.ts': asksModel,
        'setup.ts': `import { Container } from 'typedi';\nimport { Model } from './model.ts';\nContainer.set({ id: Model, factory: () => ({ value: () => 1 }) } as never);`,
      },
      {
        'setup.ts': `import { Container } from 'typedi';\nimport { Model } from './model.ts';\nContainer.set({ id: Model, factory: () => ({ value: () => 2 }) } as never);`,
      },
    ),
    effect(
      'the factory of a service',
      {
        'model.ts': `import { Service } from 'typedi';\nimport { make } from './setup.ts';\n@Service({ factory: make }) export class Model { value() { return 0; } }`,
        'task.ts': asksModel,
        'setup.ts': 'export const make = () => ({ value: () => 1 });',
      },
      { 'setup.ts': 'export const make = () => ({ value: () => 2 });' },
      '',
    ),
    runs(
      'a service of the constructor',
      {
        'model.ts': `import { Service } from 'typedi';\n@Service() export class Model { value() { return 1; } }`,
        'task.ts': asksModel,
      },
      { 'model.ts': `import { Service } from 'typedi';\n@Service() export class Model { value() { return 2; } }` },
    ),
    runs(
      'a service of a service',
      {
        'model.ts': `import { Service } from 'typedi';\nimport { Inner } from './inner.ts';\n@Service() export class Model { constructor(private readonly inner: Inner) {} value() { return this.inner.value(); } }`,
        'inner.ts': `import { Service } from 'typedi';\n@Service() export class Inner { value() { return 1; } }`,
        'task.ts': asksModel,
      },
      { 'inner.ts': `import { Service } from 'typedi';\n@Service() export class Inner { value() { return 2; } }` },
    ),
    runs(
      'a file that a method of a service reads',
      {
        'model.ts': `import { readFileSync } from 'node:fs';\nimport { Service } from 'typedi';\n@Service() export class Model { value() { return readFileSync('$here/data.txt', 'utf8'); } }`,
        'task.ts': asksModel,
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
    ),
    runs(
      'a file that the constructor of a service reads',
      {
        'model.ts': `import { readFileSync } from 'node:fs';\nimport { Service } from 'typedi';\n@Service() export class Model { text = readFileSync('$here/data.txt', 'utf8'); value() { return this.text; } }`,
        'task.ts':
          asksModel +
          asksModel
            .replace(`import { Task } from 'clew';\nimport { Model } from './model.ts';`, '')
            .replace('$Task', '$TaskB'),
        'data.txt': 'one',
      },
      { 'data.txt': 'two' },
      { others: { B: 'runs' } },
    ),
  ],
});
