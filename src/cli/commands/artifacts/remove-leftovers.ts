import { messageOf } from '../../../errors.ts';
import { artifactsOf, layersOf } from '../../../project/artifacts.ts';
import { findLeftovers } from '../../../project/leftovers/find-leftovers.ts';
import type { Leftover, Looked } from '../../../project/leftovers/leftover.ts';
import { badFlag } from '../../flags.ts';
import { nothingYet, withRecord } from '../../record.ts';
import { table } from '../../render/table.ts';
import { bytes } from '../../render/values.ts';
import { settingsFor } from '../../settings.ts';
import { type Terminal, dim, green, red } from '../../terminal.ts';
import { defineCommand, jsonFlag, profileFlag, limitFlag } from '../../command.ts';

const defaultAge = 24 * 60 * 60 * 1000;
const defaultLimit = 20;
/** So many are removed at a time. */
const batchSize = 32;

interface CleanFlags {
  readonly yes: boolean;
  readonly limit: number | undefined;
}

export const cleanCommand = defineCommand({
  name: 'clean',
  description:
    'Removes what attempts have left that failed or were killed, and nobody needs; what is on record stays. Without --yes it only says what that is.',
  args: [],
  flags: [
    { name: 'older-than', type: 'duration', doc: "leave alone what is younger; default '1 day'" },
    { name: 'dry-run', type: 'boolean', doc: 'only say what would be removed, as without --yes' },
    { name: 'yes', short: 'y', type: 'boolean', doc: 'remove it' },
    limitFlag,
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew artifacts clean', "clew artifacts clean --older-than '2 days' --yes"],
  async run({ flags, invoked }, terminal) {
    if (flags.yes && flags.dryRun) throw badFlag('--yes and --dry-run say opposite things.', invoked);
    const age = flags.olderThan ?? defaultAge;
    return withRecord(
      flags,
      async (record) => {
        const settings = await settingsFor(flags);
        const seen = (count: number): void => {
          if (terminal.isLive && count % 100 === 0) terminal.redraw(`${count} looked at`);
        };
        const layers = layersOf(settings);
        const artifacts = artifactsOf(settings, layers);
        const { project, storage } = settings;
        const looked = await findLeftovers({ record, layers, artifacts, project, copies: storage.copies, age, seen });
        const failed = flags.yes ? await remove(looked, terminal) : new Map<Leftover, unknown>();
        if (terminal.isLive) terminal.redraw('');
        if (flags.json) await terminal.json(document(looked, flags, failed));
        else terminal.out(text(looked, flags, failed));
        const hasFailed = [...failed.values()].some((error) => error !== neededAgain);
        return hasFailed || looked.some(({ error }) => error !== undefined) ? 1 : 0;
      },
      async () => {
        if (flags.json) await terminal.json(document([], flags, new Map()));
        else terminal.out(nothingYet);
        return 0;
      },
    );
  },
});

const neededAgain = 'left alone: a run has begun';

/** Removes what was found. Gives the errors of those that are still there. */
async function remove(looked: readonly Looked[], terminal: Terminal): Promise<Map<Leftover, unknown>> {
  const all = looked.flatMap(({ leftovers }) => leftovers);
  const failed = new Map<Leftover, unknown>();
  for (let i = 0; i < all.length; i += batchSize) {
    await Promise.all(
      all.slice(i, i + batchSize).map(async (one) => {
        try {
          if (!(await one.discard())) failed.set(one, neededAgain);
        } catch (error) {
          failed.set(one, error);
        }
      }),
    );
    if (terminal.isLive) terminal.redraw(`${Math.min(i + batchSize, all.length)} of ${all.length} removed`);
  }
  return failed;
}

/** Words for leftovers of which no run can be named. */
const kinds: Readonly<Record<Leftover['what'], string>> = {
  version: 'never recorded',
  file: 'no artifact has it',
  note: 'one of several notes',
  scratch: 'its process is gone',
  draft: 'no run is at work',
  copy: 'copies take more than storage.copiesGb',
};

const sizeOf = (leftovers: readonly Leftover[]): number => leftovers.reduce((sum, { size }) => sum + (size ?? 0), 0);

function document(looked: readonly Looked[], flags: CleanFlags, failed: ReadonlyMap<Leftover, unknown>): unknown {
  const all = looked.flatMap(({ leftovers }) => leftovers);
  return {
    removed: flags.yes,
    count: all.length - failed.size,
    size: sizeOf(all.filter((one) => !failed.has(one))),
    layers: looked.map(({ layer, place, leftovers, foreign, shared, error }) => ({
      layer,
      place,
      foreign,
      shared,
      error: error === undefined ? null : messageOf(error),
      leftovers: leftovers.map((one) => {
        const { discard: _, ...plain } = one;
        return { ...plain, error: failed.has(one) ? messageOf(failed.get(one)) : null };
      }),
    })),
  };
}

function text(looked: readonly Looked[], flags: CleanFlags, failed: ReadonlyMap<Leftover, unknown>): string {
  const all = looked.flatMap(({ layer, leftovers }) => leftovers.map((one) => ({ layer, one })));
  const limit = flags.limit ?? defaultLimit;
  const rows = all
    .slice(0, limit)
    .map(({ layer, one }) => [
      one.size === null ? '?' : bytes(one.size),
      layer,
      one.key + (one.whole ? '' : dim(' (never finished)')),
      failed.has(one) ? red(messageOf(failed.get(one))) : dim(one.run ?? kinds[one.what]),
    ]);
  const more = all.length > limit ? [dim(`… and ${all.length - limit} more; --limit ${all.length} shows all`)] : [];
  const troubles = looked.flatMap(({ layer, error }) =>
    error === undefined ? [] : [red(`The layer "${layer}" could not be looked into: ${messageOf(error)}`)],
  );
  const foreign = looked.reduce((sum, one) => sum + one.foreign, 0);
  const notes =
    foreign === 0
      ? []
      : [dim(`${foreign} of runs that this record doesn't know were left alone: others may need them.`)];
  const shared = looked.reduce((sum, one) => sum + one.shared, 0);
  if (shared > 0)
    notes.push(dim(`${shared} files that no artifact here has were left alone: others keep files there, too.`));
  const done = all.length - failed.size;
  const freed = bytes(sizeOf(all.map(({ one }) => one).filter((one) => !failed.has(one))));
  const sum = flags.yes
    ? `${green('✓')} ${done} removed, ${freed} freed`
    : all.length === 0
      ? 'There is nothing to clean'
      : `${done} can be removed, ${freed}. Nothing was removed: --yes does it.`;
  return [...(rows.length > 0 ? [table(rows)] : []), ...more, ...troubles, ...notes, sum].join('\n');
}
