import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { From, Param, Task, TaskContext, folder, type Output } from 'clew';
import { Collect } from './collect.ts';
import { scaled } from './lib/picture.ts';
import { decodePng, encodePng } from './lib/png.ts';

@Task({ storage: 's3', isolate: 'thread', owner: '@ana' })
export class Thumbnails {
  @Param({ doc: 'which part of the images, from 0' }) shard!: number;
  @Param({ doc: 'in how many parts they are cut' }) shards!: number;
  @Param({ doc: 'the longer side, in pixels' }) side = 24;
  @From(Collect) images!: Output<Collect>;

  constructor(private readonly context: TaskContext) {}

  /** Of the images, only those of this shard are fetched. */
  async run() {
    const scratch = await this.context.scratch('thumbnails');
    const own = this.images.files.filter(({ path }, i) => i % this.shards === this.shard && path.endsWith('.png'));
    for (const [done, { path }] of own.entries()) {
      const picture = decodePng(await this.images.file(path).bytes());
      await writeFile(join(scratch, path.replaceAll('/', '_')), encodePng(scaled(picture, this.side)));
      this.context.progress(done + 1, own.length);
    }
    return folder(scratch);
  }
}
