import { userError } from '../../errors.ts';
import type { IdKind } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import type { Frame, Trace } from '../../lineage/trace.ts';
import { type ContentDiff, contentsOf } from '../../inspect/diff/contents.ts';
import { diffTraces } from '../../inspect/diff/diff.ts';
import type { FrameDiff, TraceDiff } from '../../inspect/diff/frame-diff.ts';
import { ArtifactView } from '../../inspect/artifact-view.ts';
import { resolveId } from '../../inspect/resolve-id.ts';
import { withRecord } from '../record.ts';
import { diffText } from '../render/diff.ts';
import { pageOf } from '../../inspect/page.ts';
import { defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';
import { shellCommand } from '../../values/shell-command.ts';

export const diffCommand = defineCommand({
  name: 'diff',
  description: [
    'Compares two outputs, component runs, artifacts or runs, with all that led to them: which frames',
    'differ, and in what: code, packages, parameters, inputs and what is in them, metrics, and where they ran.',
  ].join('\n'),
  args: [
    { name: 'first', accepts: ['first id'], kind: 'id', required: true },
    { name: 'second', accepts: ['second id'], kind: 'id', required: true },
  ],
  flags: [
    limitFlag,
    pageFlag,
    { name: 'full', type: 'boolean', doc: 'differences of sources in full length' },
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew diff out-06bq2v9k out-06br7x21', 'clew diff run-06bq run-06br', 'clew diff cr-06bq cr-06br --full'],
  async run({ args, flags }, terminal) {
    const page = pageOf(flags, 20);
    return withRecord(flags, async (record, settings) => {
      const [a, b] = [await resolved(record, args.first), await resolved(record, args.second)];
      const ofRuns = a.kind === 'run';
      if (ofRuns !== (b.kind === 'run')) throw ofRuns ? notAlike(a, b) : notAlike(b, a);
      const traces = [await traceOf(record, a), await traceOf(record, b)] as const;
      const diff = await diffTraces(record, ...traces, { ends: !ofRuns });
      const differing = diff.frames.filter(({ outcome }) => outcome === 'own' || outcome === 'carried');
      const shown = differing.slice(page.offset, page.offset + page.limit);
      const contents = await contentsOfAll(record, new ArtifactView(record, settings), shown, diff);
      if (flags.json) {
        const frames = shown.map((frame) => document(frame, contents.get(frame) ?? []));
        const more = differing.length > page.offset + page.limit;
        await terminal.json({ a: a.id, b: b.id, ...counts(diff), frames, page: page.page, more });
      } else {
        const { full } = flags;
        terminal.out(
          diffText({
            asked: [a.id, b.id],
            traces,
            ofRuns,
            diff,
            differing,
            contents,
            page,
            full,
            width: terminal.width,
          }),
        );
      }
      return 0;
    });
  },
});

export const notAlike = userError('NOT_ALIKE', (a: Resolved, b: Resolved) => ({
  message: `${a.id} is a run and ${b.id} is not: they can't be compared.`,
  next: `Name two runs, or one thing of each: ${shellCommand('clew show', a.id)} lists its component runs.`,
}));

interface Resolved {
  readonly kind: IdKind;
  readonly id: string;
}

const resolved = (record: LineageRecord, asked: string): Promise<Resolved> =>
  resolveId(record, asked, ['output id', 'component run', 'run', 'artifact']);

const traceOf = (record: LineageRecord, { kind, id }: Resolved): Promise<Trace> =>
  kind === 'run' ? record.traceOfRun(id) : record.trace(id);

function counts({ frames, onlyA, onlyB }: TraceDiff) {
  const of = (wanted: FrameDiff['outcome']): number => frames.filter(({ outcome }) => outcome === wanted).length;
  const [same, equal] = [of('same'), of('equal')];
  return { same, equal, different: frames.length - same - equal, onlyA: onlyA.map(side), onlyB: onlyB.map(side) };
}

const side = ({ componentRun, component, node, status, startedAt }: Frame) => ({
  componentRun,
  component,
  node,
  status,
  startedAt,
});

const document = ({ a, b, ...rest }: FrameDiff, contents: readonly ContentDiff[]): unknown => ({
  a: side(a),
  b: side(b),
  ...rest,
  contents,
});

/**
 * Compares the contents of what is shown. What a frame returned is what another one read, so only the first one's
 * outputs are looked at.
 */
async function contentsOfAll(
  record: LineageRecord,
  sight: ArtifactView,
  shown: readonly FrameDiff[],
  { frames }: TraceDiff,
): Promise<ReadonlyMap<FrameDiff, readonly ContentDiff[]>> {
  const contents = new Map<FrameDiff, readonly ContentDiff[]>();
  for (const frame of shown) contents.set(frame, await contentsOf(record, sight, frame, frame === frames[0]));
  return contents;
}
