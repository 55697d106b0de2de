import { type Review, review } from '../../inspect/review/review.ts';
import { resolveId } from '../../inspect/resolve-id.ts';
import { withRecord } from '../record.ts';
import { nextOf, reviewText } from '../render/review.ts';
import { defineCommand, jsonFlag, limitFlag, profileFlag } from '../command.ts';

export const reviewCommand = defineCommand({
  name: 'review',
  description: [
    'Ranks what the flagged outputs have in common and the healthy ones have not: versions of the code, files and other',
    'data, parameters, component runs. Healthy is what the same components have handed out around the flagged ones and',
    'nobody has flagged. Given output ids are taken in place of those that are flagged.',
  ].join('\n'),
  args: [{ name: 'ids', accepts: ['output id'], kind: 'output id', many: true }],
  flags: [
    { name: 'since', type: 'duration', doc: "only what was flagged so long ago at most: '2 days'" },
    {
      name: 'healthy',
      type: 'count',
      doc: 'compare with at most so many healthy ones; default 1000',
    },
    limitFlag,
    profileFlag,
    jsonFlag,
  ],
  examples: [
    "clew flag out-06bq2v9k --because 'far too high'",
    'clew review',
    "clew review --since '7 days' --limit 3",
  ],
  async run({ args, flags, texts }, terminal) {
    const limit = flags.limit ?? 10;
    const { healthy } = flags;
    const since = flags.since === undefined ? undefined : Date.now() - flags.since;
    const show = async (found: Review): Promise<number> => {
      if (flags.json) await terminal.json(document(found));
      else terminal.out(reviewText(found, { width: terminal.width, since: texts.get('since')?.[0] }));
      return 0;
    };
    return withRecord(
      flags,
      async (record) => {
        const outputIds: string[] = [];
        for (const word of args.ids) outputIds.push((await resolveId(record, word, ['output id'])).id);
        return show(
          await review(record, {
            limit,
            ...(healthy !== undefined && { healthy }),
            ...(since !== undefined && { since }),
            ...(outputIds.length > 0 && { outputIds }),
          }),
        );
      },
      args.ids.length === 0 ? () => show(nothing) : undefined,
    );
  },
});

const nothing: Review = {
  flagged: { outputIds: [], componentRuns: 0 },
  healthy: { componentRuns: 0, components: [] },
  suspects: [],
};

/** The shape that `--json` promises. */
const document = ({ flagged, healthy, suspects }: Review): unknown => ({
  measure: 'ochiai',
  flagged,
  healthy,
  suspects: suspects.map((finding, i) => ({ rank: i + 1, ...finding, next: nextOf(finding) })),
});
