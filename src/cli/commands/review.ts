import { review, type Review } from '../../inspect/review/review.ts';
import { parseDuration } from '../../values/duration.ts';
import { badFlag, Options } from '../flags.ts';
import { resolveId } from '../resolve-id.ts';
import { withRecord } from '../record.ts';
import { nextOf, reviewText } from '../render/review.ts';
import type { Terminal } from '../terminal.ts';
import { type Command, helpFlag, jsonFlag, limitFlag, profileFlag } from '../command.ts';

export const reviewCommand: Command = {
  name: 'review',
  summary: [
    'Ranks what the flagged outputs have in common and the healthy ones have not: versions of the code, files and other',
    'data, parameters, component runs. Healthy is what the same components have handed out around the flagged ones and',
    'nobody has flagged. Given output ids are taken in place of those that are flagged.',
  ].join('\n'),
  usage: '[output id…]',
  flags: [
    { name: 'since', type: 'text', value: '<duration>', doc: "only what was flagged so long ago at most: '2 days'" },
    {
      name: 'healthy',
      type: 'number',
      value: '<n>',
      doc: 'compare with at most so many healthy ones; 1000 if not set',
    },
    limitFlag,
    profileFlag,
    jsonFlag,
    helpFlag,
  ],
  examples: [
    "clew flag out-06bq2v9k --because 'far too high'",
    'clew review',
    "clew review --since '7 days' --limit 3",
  ],
  run,
};

const nothing: Review = {
  flagged: { outputIds: [], componentRuns: 0 },
  healthy: { componentRuns: 0, components: [] },
  suspects: [],
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, reviewCommand.flags, invoked);
  const limit = options.count('limit') ?? 10;
  const healthy = options.count('healthy');
  const since = sinceOf(options, invoked);
  const show = async (found: Review): Promise<number> => {
    if (options.has('json')) await terminal.json(document(found));
    else terminal.out(reviewText(found, { width: terminal.width, since: options.text('since') }));
    return 0;
  };
  return withRecord(
    options,
    async (record) => {
      const outputIds: string[] = [];
      for (const word of options.words) outputIds.push((await resolveId(record, word, ['output id'])).id);
      return show(
        await review(record, {
          limit,
          ...(healthy !== undefined && { healthy }),
          ...(since !== undefined && { since }),
          ...(outputIds.length > 0 && { outputIds }),
        }),
      );
    },
    options.words.length === 0 ? () => show(nothing) : undefined,
  );
}

function sinceOf(options: Options, invoked: string): number | undefined {
  const asked = options.text('since');
  if (asked === undefined) return undefined;
  const age = parseDuration(asked);
  if (age === undefined) throw badFlag(`--since wants a duration such as '2 days' and got "${asked}".`, invoked);
  return Date.now() - age;
}

/** The shape that `--json` promises. */
const document = ({ flagged, healthy, suspects }: Review): unknown => ({
  measure: 'ochiai',
  flagged,
  healthy,
  suspects: suspects.map((finding, i) => ({ rank: i + 1, ...finding, next: nextOf(finding) })),
});
