import type { ListedArtifact } from '../../../lineage/query-results.ts';
import { external } from '../../../lineage/external.ts';
import type { Preview } from '../../../storage/previews/preview.ts';
import { nothingYet, withRecord } from '../../record.ts';
import { summaryOf } from '../../render/preview.ts';
import { table } from '../../render/table.ts';
import { ago, bytes } from '../../render/values.ts';
import { type Terminal, dim, fit, red } from '../../terminal.ts';
import { called, filterFor, whatArg } from './find-artifact.ts';
import { defineCommand, jsonFlag, profileFlag, limitFlag, pageFlag } from '../../command.ts';

const defaultPageSize = 20;

type Previews = ReadonlyMap<string, Preview>;
const noPreviews: Previews = new Map();

export const lsCommand = defineCommand({
  name: 'ls',
  description: 'Lists artifacts, newest first: all of them, or those of a run, a component run or a task.',
  args: [whatArg],
  flags: [limitFlag, pageFlag, profileFlag, jsonFlag],
  examples: ['clew artifacts ls', 'clew artifacts ls TrainDowntime --limit 5'],
  async run({ args, flags }, terminal) {
    const limit = flags.limit ?? defaultPageSize;
    const page = flags.page ?? 1;
    const show = async (found: readonly ListedArtifact[], previews: Previews, empty: string): Promise<number> => {
      const listed = found.slice(0, limit);
      const more = found.length > limit;
      if (flags.json) await terminal.json({ artifacts: listed, page, more });
      else list(terminal, listed, previews, more ? page + 1 : undefined, empty);
      return 0;
    };
    return withRecord(
      flags,
      async (record) => {
        const filter = await filterFor(record, args.what);
        // One more than is shown tells whether there are more.
        const listed = await record.artifacts(filter, { limit: limit + 1, offset: (page - 1) * limit });
        const found = filter.identity === undefined ? listed : await called(listed, args.what!, flags);
        const previews = flags.json ? noPreviews : await record.previews(found.map(({ id }) => id));
        return show(found, previews, page > 1 ? `There is no page ${page}.` : 'There are no artifacts of that.');
      },
      () => show([], noPreviews, nothingYet),
    );
  },
});

function list(
  terminal: Terminal,
  found: readonly ListedArtifact[],
  previews: Previews,
  next: number | undefined,
  empty: string,
): void {
  if (found.length === 0) return terminal.out(empty);
  const summaries = found.map(({ id }) => previews.get(id)).map((preview) => (preview ? summaryOf(preview) : ''));
  const hasAny = summaries.some(Boolean);
  const rows = found.map(({ id, name, size, node, component, endedAt, damaged, madeBy }, i) => [
    madeBy === external.componentRun ? dim('from outside') : fit(node ?? component, 50),
    name,
    bytes(size),
    ...(hasAny ? [dim(summaries[i]!)] : []),
    id,
    (madeBy === external.componentRun ? '' : dim(ago(endedAt))) + (damaged ? red('  damaged') : ''),
  ]);
  terminal.out([table(rows), ...(next === undefined ? [] : [dim(`… more by --page ${next}`)])].join('\n'));
}
