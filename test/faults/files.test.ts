import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const workflow = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { type FileArtifact, type FolderArtifact, type Output, From, FromEach, Param, Task, Workflow, file, folder } from 'clew';

const ran = (name: string) => appendFileSync('ran.txt', name + '\\n');

@Task() export class Make {
  run() {
    ran('Make');
    mkdirSync('out/images', { recursive: true });
    for (const name of ['a', 'b']) writeFileSync(\`out/images/\${name}.txt\`, 'image ' + name);
    writeFileSync('out/model.txt', 'the model');
    return { model: file('out/model.txt'), images: folder('out/images') };
  }
}
@Task() export class Pass {
  @From(Make) made!: Output<Make>;
  run() { ran('Pass'); return { part: this.made.images.file('a.txt') }; }
}
@Task() export class Read {
  @Param() n!: number;
  @Param() how!: string;
  @From(Make) made!: Output<Make>;
  async run() {
    ran('Read ' + this.n);
    const { model, images } = this.made;
    return [await model.text(), this.how === 'path' ? (await images.path()).length > 0 : await images.file('a.txt').text()];
  }
}
@Workflow() export class Report {
  @Param() how = 'file';
  @FromEach(Read, (self: Report) => [0, 1, 2, 3, 4].map((n) => ({ n, how: self.how }))) reads!: Output<Read>[];
  run() { return this.reads.flat(); }
}
@Task() export class Last {
  @Param() title = '';
  @From(Pass) pass!: { part: FileArtifact };
  async run() { ran('Last'); return this.pass.part.text(); }
}
`;

function contentOf(project: Project, text: string): string {
  const folder = project.path('.clew/storage/local/shop/files');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((one) => join(one.parentPath, one.name)).find((at) => readFileSync(at, 'utf8') === text)!;
}

const damages: readonly [string, (at: string) => void][] = [
  ['changed', (at) => (chmodSync(at, 0o644), writeFileSync(at, readFileSync(at, 'utf8').toUpperCase()))],
  ['gone', (at) => rmSync(at)],
];

describe.each(['the model', 'image a'])('damaged bytes of a stored file (%s)', (text) => {
  test.each(damages)('are made again in the run that reads them, for all readers: %s', async (_, damage) => {
    const project = makeProject({ 'workflow.ts': workflow });
    await project.json('run-workflow workflow.ts Make');
    for (const how of ['file', 'path']) {
      const at = contentOf(project, text);
      damage(at);
      const before = project.lines('ran.txt').length;
      const result = await project.json(`run-workflow workflow.ts Report --how ${how}`);
      expect(result).toMatchObject({ status: 'succeeded', counts: { failed: 0 } });
      const since = project.lines('ran.txt').slice(before);
      expect(since.filter((name) => name === 'Make')).toEqual(['Make']);
      expect(readFileSync(at, 'utf8')).toBe(text);
    }
  });
});

test.each(damages)('damaged bytes of a file that was passed on are made again too: %s', async (_, damage) => {
  const project = makeProject({ 'workflow.ts': workflow });
  expect((await project.json('run-workflow workflow.ts Last')).output).toBe('image a');
  damage(contentOf(project, 'image a'));
  // Who handed it on has not read it: so it may take a second run, and never more.
  await project.run('run-workflow workflow.ts Last --title x');
  expect((await project.json('run-workflow workflow.ts Last --title x')).output).toBe('image a');
  expect(project.lines('ran.txt').filter((name) => name === 'Make')).toHaveLength(2);
});

test('stored files of a folder: after a kill in the middle, the next run stores only the rest', async () => {
  const project = makeProject({
    'many.ts': `
import { mkdirSync, writeFileSync } from 'node:fs';
import { Task, folder } from 'clew';
@Task() export class Many {
  run() {
    mkdirSync('out/many', { recursive: true });
    for (let i = 0; i < 1000; i++) writeFileSync('out/many/' + i, 'file ' + i);
    return folder('out/many');
  }
}`,
  });
  const kept = (): string[] => {
    const folder = project.path('.clew/storage/local/shop/files');
    const found = readdirSync(folder, { recursive: true, withFileTypes: true });
    // Beside them is a note of the record that has kept them.
    const bytes = found.filter(({ parentPath }) => basename(parentPath) !== 'kept-by');
    const files = bytes.filter((one) => one.isFile() && !one.name.endsWith('.partial'));
    return files.map((one) => join(one.parentPath, one.name));
  };
  const { child, ended } = project.start('run-workflow many.ts Many');
  // Of 256 folders that they are spread over.
  const begun = (): number => {
    const folder = project.path('.clew/storage/local/shop/files');
    return existsSync(folder) ? readdirSync(folder).length : 0;
  };
  while (begun() < 60) await new Promise((resume) => setImmediate(resume));
  child.kill('SIGKILL');
  expect((await ended).signal).toBe('SIGKILL');
  const before = new Map(kept().map((at) => [at, statSync(at).ino]));
  expect(before.size).toBeLessThan(1000);
  expect(await project.json('run-workflow many.ts Many')).toMatchObject({ output: { files: 1000 } });
  expect(kept()).toHaveLength(1001);
  for (const [at, ino] of before) expect(statSync(at).ino).toBe(ino);
  expect((await project.run('clew artifacts verify')).code).toBe(0);
});
