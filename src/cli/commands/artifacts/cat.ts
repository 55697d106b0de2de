import { userError } from '../../../errors.ts';
import type { Artifacts } from '../../../storage/artifacts.ts';
import type { ArtifactRef } from '../../../storage/ref.ts';
import { display } from '../../../values/display.ts';
import { mediaTypeOf } from '../../../storage/object-metadata.ts';
import { Table } from '../../../values/table/table.ts';
import { withRecord } from '../../record.ts';
import { harmlessText } from '../../../values/controls.ts';
import { jsonLines } from '../../render/json.ts';
import { Transfer } from '../../render/transfer.ts';
import { bytes } from '../../render/values.ts';
import { meant, whatArg } from './find-artifact.ts';
import { shellCommand } from '../../../values/shell-command.ts';
import { defineCommand, jsonFlag, profileFlag } from '../../command.ts';
import type { FolderFile } from '../../../storage/files/artifact.ts';
import { table } from '../../render/table.ts';

export const notForScreens = userError('NOT_FOR_SCREENS', (id: string, codec: string) => ({
  message: `${id} is kept as ${codec}, which is not for screens.`,
  next: `${shellCommand('clew artifacts get', id, 'file')} writes a file; cat into a pipe prints the bytes.`,
}));

export const catCommand = defineCommand({
  name: 'cat',
  description:
    'Prints an artifact: what is JSON or a table as JSON, text as it is, and of a folder what is in it. Into a pipe go the bytes of all else.',
  args: [{ ...whatArg, required: true }],
  flags: [{ name: 'raw', type: 'boolean', doc: 'the bytes as they are kept' }, profileFlag, jsonFlag],
  examples: ['clew artifacts cat out-7f3k2', 'clew artifacts cat TrainDowntime.weights.bin --raw > weights.bin'],
  run: ({ args, flags }, terminal) =>
    withRecord(flags, async (record) => {
      const { ref, beside, artifacts } = await meant(record, args.what, flags);
      // On a screen, what comes is all that there is to see.
      const transfer = new Transfer(terminal, process.stdout.isTTY ? 0 : ref.size);
      const pour = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
        await terminal.pour(process.stdout.isTTY ? chunks : transfer.count(chunks));
        transfer.end();
      };
      const pourText = (chunks: AsyncIterable<Uint8Array>): Promise<void> =>
        process.stdout.isTTY ? terminal.pour(harmlessText(chunks)) : pour(chunks);
      if (flags.json) {
        const isStream = ref.codec === 'ndjson';
        const value = isStream ? shownItems(artifacts, ref, beside) : shown(await artifacts.read(ref, beside));
        await terminal.json({ artifact: ref.id, value });
      } else if (flags.raw) await pour(artifacts.stream(ref));
      else if (ref.codec === 'folder') terminal.out(list((await artifacts.files.openFolder(ref)).files));
      else if (ref.codec === 'json') await terminal.json(display(await artifacts.read(ref, beside)));
      else if (ref.codec === 'ndjson' || (ref.codec === 'parquet' && process.stdout.isTTY))
        await terminal.pour(jsonLines(shownItems(artifacts, ref, beside)));
      else if (!isText(ref) && process.stdout.isTTY) throw notForScreens(ref.id, ref.codec);
      else await pourText(artifacts.stream(ref));
      return 0;
    }),
});

/** For people, and for programs that read lines. */
const list = (files: readonly FolderFile[]): string =>
  table(files.map(({ path, size, executable }) => [bytes(size), path + (executable ? '*' : '')]));

/** Files have a kind of their own. */
const isText = ({ codec, name }: ArtifactRef): boolean =>
  codec === 'text' || (codec === 'file' && /^text\/|json$/.test(mediaTypeOf(name)));

/** All of it: a table would tell its columns only. */
const shown = (value: unknown): unknown => display(Table.is(value) ? [...value] : value);

async function* shownItems(
  artifacts: Artifacts,
  ref: ArtifactRef,
  beside: readonly ArtifactRef[],
): AsyncGenerator<unknown> {
  for await (const item of artifacts.items(ref, beside)) yield display(item);
}
