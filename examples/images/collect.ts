import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Param, Task, TaskContext, folder } from 'clew';
import { drawn } from './lib/picture.ts';
import { encodePng } from './lib/png.ts';

/** The folder may have changed since the last time: so it is looked at in each run, and only what changed goes on. */
@Task({ storage: 's3', cache: false, owner: '@ana' })
export class Collect {
  @Param({ doc: 'a folder of PNG files; empty: samples are drawn' }) from = '';
  @Param({ doc: 'how many samples' }) samples = 24;

  constructor(private readonly context: TaskContext) {}

  async run() {
    if (this.from !== '') return folder(this.from);
    const scratch = await this.context.scratch('images');
    for (let i = 0; i < this.samples; i++) {
      await writeFile(join(scratch, `sample-${String(i).padStart(3, '0')}.png`), encodePng(drawn(i, 96)));
    }
    return folder(scratch);
  }
}
