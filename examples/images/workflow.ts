import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FromEach, Param, TaskContext, Workflow, file, type Output } from 'clew';
import { page } from './lib/page.ts';
import { Thumbnails } from './thumbnails.ts';

@Workflow({ doc: 'A page of thumbnails of a folder of images, made shard by shard', storage: 's3' })
export class Gallery {
  @Param({ doc: 'a folder of PNG files; without one, samples are drawn' }) from = '';
  @Param({ doc: 'in how many parts the images are cut' }) shards = 4;

  @FromEach(Thumbnails, ({ shards }: Gallery) => Array.from({ length: shards }, (_, shard) => ({ shard, shards })))
  parts!: Output<Thumbnails>[];

  constructor(private readonly context: TaskContext) {}

  async run() {
    const thumbnails = await Promise.all(
      this.parts.flatMap((part) =>
        part.files.map(async ({ path }) => ({ name: path, bytes: await part.file(path).bytes() })),
      ),
    );
    const report = join(await this.context.scratch(), 'gallery.html');
    await writeFile(report, page(thumbnails.toSorted((a, b) => (a.name < b.name ? -1 : 1))));
    return { images: thumbnails.length, report: file(report) };
  }
}
