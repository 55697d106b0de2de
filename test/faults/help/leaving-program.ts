import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Tasks that keep files, folders, streams and values, and use scratch folders. What they return depends on nothing else. */
export const leavingProgram = `
import { writeFile, mkdir } from 'node:fs/promises';
import { FromEach, Param, StorageLayer, Task, TaskContext, Workflow, file, folder, type Output } from 'clew';

const bytes = (n: number, size: number) => Buffer.alloc(size, 'part ' + n + ' ');

@Task({ storage: 'kept' }) export class Part {
  @Param() n!: number;
  constructor(private readonly context: TaskContext, private readonly storage: StorageLayer) {}
  async run() {
    const { n } = this;
    const at = await this.context.scratch('out');
    await mkdir(at + '/deep');
    // Half of the files are the same for all, so that they are kept once.
    await Promise.all([writeFile(at + '/own.bin', bytes(n, 60_000)), writeFile(at + '/deep/same.bin', bytes(0, 1_500_000)), writeFile(at + '/alone.txt', bytes(n + 100, 30_000))]);
    const pieces = async function* () { for (let i = 0; i < 40; i++) yield bytes(n + i, 20_000); };
    const stream = await this.storage.store('stream.bin', pieces());
    const value = await this.storage.store('value.json', { n, text: 'v'.repeat(100_000) });
    return { stream, value, all: folder(at), alone: file(at + '/alone.txt') };
  }
}
@Task({ storage: 'kept', isolate: 'process' }) export class Apart {
  @Param() n!: number;
  constructor(private readonly context: TaskContext) {}
  async run() {
    const at = await this.context.scratch('apart');
    await writeFile(at + '/a.bin', bytes(this.n + 1000, 2_000_000));
    return folder(at);
  }
}
@Workflow({ storage: 'kept' }) export class All {
  @FromEach(Part, () => Array.from({ length: 6 }, (_, n) => ({ n }))) parts!: Output<Part>[];
  @FromEach(Apart, () => Array.from({ length: 2 }, (_, n) => ({ n }))) apart!: Output<Apart>[];
  async run() {
    const found = [];
    for (const { all, alone } of this.parts) found.push(all.digest, await alone.text());
    for (const one of this.apart) found.push(one.digest, await one.path());
    return found.length;
  }
}`;

/** Everything below a folder, files and folders, but for what lies in the folders that are left out. */
export function namesIn(folder: string, leftOut: readonly string[] = []): string[] {
  const found: string[] = [];
  const go = (at: string, shown: string): void => {
    for (const name of readdirSync(at).toSorted()) {
      if (leftOut.includes(shown + name)) continue;
      found.push(shown + name);
      if (lstatSync(join(at, name)).isDirectory()) go(join(at, name), `${shown}${name}/`);
    }
  };
  go(folder, '');
  return found;
}
