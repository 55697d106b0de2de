import type { ComponentRunDetails, IdKind, NodeRow, RunDetails } from '../../lineage/query-results.ts';
import type { KnownJob } from '../../lineage/jobs/job-types.ts';
import { isExternalLayer } from '../../lineage/external.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { unwrapFile } from '../../storage/files/unwrap-file.ts';
import { toleratedWords } from '../../scheduler/tolerated-failures.ts';
import { formatDuration, formatExact } from '../../values/duration.ts';
import { shortDigest } from '../../values/digest.ts';
import type { SubjectAnnotations } from '../../lineage/annotations.ts';
import { RecordReader } from '../../inspect/record-reader.ts';
import { resolveId } from '../../inspect/resolve-id.ts';
import { keptSource } from '../recorded-source.ts';
import { previewFor, previewText } from '../previews.ts';
import { withRecord } from '../record.ts';
import { checkTexts, kindText } from '../render/check-list.ts';
import { recordedErrorText } from '../render/failure.ts';
import { heldText } from '../render/leases-and-limits.ts';
import { costText } from '../render/job-list.ts';
import { runStatusText } from '../render/status.ts';
import { remarkRows } from '../render/annotations.ts';
import { sourceText } from '../render/sources.ts';
import { visible } from '../../values/controls.ts';
import { moreText } from '../render/page.ts';
import { rowsText } from '../render/rows.ts';
import { bytes, inline, moment, paramsLine } from '../render/values.ts';
import { wrap } from '../render/wrap.ts';
import { type Terminal, bold, dim, fit, red, yellow } from '../terminal.ts';
import { type ArtifactFlags, openArtifacts } from './artifacts/find-artifact.ts';
import { type Page, defaultLimit, pageOf } from '../../inspect/page.ts';
import { defineCommand, jsonFlag, limitFlag, pageFlag, profileFlag } from '../command.ts';

const shown: readonly IdKind[] = ['run', 'component run', 'output id', 'artifact'];

export const showCommand = defineCommand({
  name: 'show',
  description: [
    'Shows one run, one component run with its inputs, artifacts, error and a preview of what it gave, or one artifact',
    'with its preview.',
  ].join('\n'),
  args: [{ name: 'id', accepts: shown, kind: 'id', required: true }],
  flags: [
    { ...limitFlag, doc: 'of a run: show at most so many nodes' },
    { ...pageFlag, doc: 'of a run: which page of its nodes' },
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew show run-06bq2v9kx7m2', 'clew show cr-06bq2v9k --json'],
  async run({ args, flags }, terminal) {
    return withRecord(flags, async (record, { root }) => {
      const { kind, id } = await resolveId(record, args.id, shown);
      if (kind === 'run') {
        const reader = new RecordReader(record, root);
        if (flags.json) await terminal.json(await reader.run(id, flags));
        else {
          const found = await reader.run(id);
          const held = heldText(found.leases, found.limits);
          terminal.out(runText(found, held, pageOf(flags, defaultLimit.nodes), terminal.width));
        }
      } else if (kind === 'artifact') {
        const { showArtifact } = await import('./artifacts/show.ts');
        return showArtifact(record, id, flags, terminal);
      } else {
        const details = await record.componentRun(kind === 'output id' ? await madeBy(record, id) : id);
        const job = details.executor === 'sagemaker' ? await record.jobs.of(details.componentRun) : undefined;
        await showComponentRun(record, details, { ...(await record.remarks({ kind, id })), job }, flags, terminal);
      }
      return 0;
    });
  },
});

/** The other things known of a component run: what people said, and the job that it ran in. */
type Beside = SubjectAnnotations & { readonly job: KnownJob | undefined };

async function showComponentRun(
  record: LineageRecord,
  details: ComponentRunDetails,
  remarks: Beside,
  flags: ArtifactFlags,
  terminal: Terminal,
): Promise<void> {
  const made = (await record.made([details.cachedFrom ?? details.componentRun]))[0] ?? [];
  const [returned, ...beside] = made.filter(({ layer }) => !isExternalLayer(layer));
  const artifacts = returned && (await openArtifacts(flags));
  // A task that returned a file means the file.
  const sole = artifacts && (await unwrapFile(returned, beside, (one) => artifacts.bytes(one)));
  const output = sole ?? returned;
  const preview = artifacts && output ? await previewFor(record, artifacts, output, beside) : null;
  if (flags.json) return await terminal.json({ ...details, ...remarks, preview });
  const file = details.error?.at?.file;
  const source = file === undefined ? undefined : await keptSource(record, details, file);
  const text = componentRunText(details, source, remarks, terminal.width);
  const shown = output ? `\n\n${bold('output')}\n${previewText(preview, output, terminal)}` : '';
  terminal.out(text + shown);
}

const madeBy = async (record: LineageRecord, outputId: string): Promise<string> =>
  (await record.trace(outputId)).frames[0]!.componentRun;

const facts = (rows: readonly (readonly [string, string | null | undefined])[], width: number): string =>
  rowsText(
    rows.filter((row): row is readonly [string, string] => Boolean(row[1])).map(([name, value]) => [dim(name), value]),
    width,
  );

function runText(details: RunDetails, held: string, { page, offset, limit }: Page, width: number): string {
  const { id, target, params, status, startedAt, endedAt, process, command, error, nodes } = details;
  const took = endedAt === null ? '' : `, took ${formatDuration(endedAt - startedAt)}`;
  const git =
    process.gitCommit &&
    `${process.gitCommit.slice(0, 10)}${process.gitDirty ? yellow(' with uncommitted changes') : ''}`;
  const head = facts(
    [
      ['started', moment(startedAt) + took],
      ['params', paramsLine(params)],
      ['repeats', details.repeats],
      ['profile', details.profile],
      ['by', `${process.user ?? 'someone'} on ${process.host}, process ${process.pid}, Clew ${process.clewVersion}`],
      ['git', git],
      ['command', command],
      ['error', error && red(error)],
      ...details.tolerated.map((failures) => ['tolerated', yellow(toleratedWords(failures, 100))] as const),
    ],
    width,
  );
  const rows = nodes.slice(offset, offset + limit).map(nodeRow);
  const left = nodes.length - offset - rows.length;
  const more = left > 0 && rows.length > 0 ? [moreText(left, page, nodes.length)] : [];
  const list = rows.length === 0 && page > 1 ? `There is no page ${page}.` : rowsText(rows, width);
  const name = wrap(`${bold(target)} ${runStatusText(status)}  ${dim(id)}`, width, '  ');
  return [name, head, '', list, ...more].join('\n') + held;
}

function nodeRow({ status, node, component, attempt, startedAt, endedAt, componentRun, reason }: NodeRow): string[] {
  const took = status === 'cached' ? '' : formatDuration(endedAt - startedAt);
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  return [runStatusText(status), fit(node ?? component, 60) + again, took, componentRun, dim(reason)];
}

function componentRunText(
  details: ComponentRunDetails,
  source: string | undefined,
  remarks: Beside,
  width: number,
): string {
  const { id, label } = { id: details.componentRun, label: details.node ?? details.component };
  const { error, process } = details;
  const git =
    process.gitCommit &&
    `${process.gitCommit.slice(0, 10)}${process.gitDirty ? yellow(' with uncommitted changes') : ''}`;
  const metrics = Object.entries(details.metrics).map(([name, value]) => `${name} ${inline(value)}`);
  const parts = [
    wrap(`${bold(label)} ${runStatusText(details.status)}  ${dim(id)}`, width, '  '),
    facts(
      [
        ['what', details.doc],
        ['owner', details.owner],
        ['kind', kindText(details)],
        ['fresh for', details.freshFor === null ? null : formatExact(details.freshFor)],
        ['started', `${moment(details.startedAt)}, took ${formatDuration(details.endedAt - details.startedAt)}`],
        ['params', paramsLine(details.params)],
        ['why', details.reason],
        ['attempt', details.attempt > 1 ? String(details.attempt) : null],
        ['isolated', ['in-process', 'sagemaker'].includes(details.executor) ? null : `in a ${details.executor}`],
        ['job', remarks.job && `${remarks.job.name} ${dim(costText(remarks.job))}`],
        ['cached', details.cachedFrom && `from ${details.cachedFrom}`],
        ['code', details.code && `${details.place ?? ''} ${dim(shortDigest(details.code))}`],
        ['git', git],
        ['run', details.run],
        ['called by', details.caller],
        ['by', `${process.user ?? 'someone'} on ${process.host}, process ${process.pid}, Clew ${process.clewVersion}`],
        ['metrics', metrics.join(', ')],
        ...remarkRows(remarks),
      ],
      width,
    ),
    ...section('checks', checkTexts(details.checks), width, `clew info checks ${id}`),
    ...section(
      'inputs',
      details.inputs.map((input) => [
        input.name,
        input.artifact,
        input.from === null ? sourceText(input) : dim(`made by ${input.from}`),
      ]),
      width,
      `clew info inputs ${id}`,
    ),
    ...section(
      'artifacts',
      details.artifacts.map((a) => [
        a.name,
        bytes(a.size),
        a.id,
        dim(a.key ?? (a.layer === 'value' ? 'not kept' : 'in the record')),
        a.damaged ? red('damaged') : '',
      ]),
      width,
      `clew info outputs ${id}`,
    ),
    ...section(
      'output ids',
      details.outputIds.map(({ id: outputId, label: about }) => [visible(outputId), dim(visible(about ?? ''))]),
      width,
      `clew info outputs ${id}`,
    ),
  ];
  if (error) parts.push('', recordedErrorText(error, source));
  return parts.join('\n');
}

const maxRows = 20;

/** `all`: what lists all of them. */
function section(title: string, rows: string[][], width: number, all: string): string[] {
  if (rows.length === 0) return [];
  const more =
    rows.length > maxRows ? [wrap(dim(`  … and ${rows.length - maxRows} more; ${all} lists them`), width, '    ')] : [];
  return ['', bold(title), rowsText(rows.slice(0, maxRows), width, '  '), ...more];
}
