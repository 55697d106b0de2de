import type { ComponentRunDetails, NodeRow, RunDetails } from '../../lineage/answers.ts';
import { isOutsideLayer } from '../../lineage/outside.ts';
import type { Record } from '../../lineage/record.ts';
import { soleFile } from '../../storage/files/sole.ts';
import { toleratedWords } from '../../scheduler/tolerated.ts';
import { formatDuration, formatExact } from '../../values/duration.ts';
import { shortDigest } from '../../values/digest.ts';
import type { Remarks } from '../../lineage/remarks.ts';
import { Options } from '../flags.ts';
import { resolveId } from '../ids.ts';
import { keptSource } from '../kept-source.ts';
import { previewFor, previewText } from '../previews.ts';
import { withRecord } from '../record.ts';
import { checkTexts, kindText } from '../render/checks.ts';
import { recordedErrorText } from '../render/failure.ts';
import { heldText } from '../render/held.ts';
import { runStatusText } from '../render/status.ts';
import { remarkRows } from '../render/remarks.ts';
import { sourceText } from '../render/sources.ts';
import { table } from '../render/table.ts';
import { bytes, inline, moment, paramsLine } from '../render/values.ts';
import { type Terminal, bold, dim, fit, red, yellow } from '../terminal.ts';
import { openArtifacts } from './artifacts-what.ts';
import { type Verb, helpFlag, jsonFlag, limitFlag, profileFlag } from '../verb.ts';

export const showVerb: Verb = {
  name: 'show',
  summary: [
    'Shows one run, one component run with its inputs, artifacts, error and a preview of what it gave, or one artifact',
    'with its preview.',
  ].join('\n'),
  usage: '<run | component run | output id | artifact>',
  flags: [limitFlag, profileFlag, jsonFlag, helpFlag],
  examples: ['clew show run-06bq2v9kx7m2', 'clew show cr-06bq2v9k --json'],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, showVerb.flags, invoked);
  const asked = options.oneWord('a run, a component run, an output id or an artifact');
  return withRecord(options, async (record) => {
    const { kind, id } = await resolveId(record, asked, ['run', 'component run', 'output id', 'artifact']);
    if (kind === 'run') {
      const details = await record.run(id);
      const leases = await record.leases(id);
      const limits = await record.limits(id);
      if (options.has('json')) terminal.json({ ...details, leases, limits });
      else terminal.out(runText(details, heldText(leases, limits), options.count('limit') ?? 50));
    } else if (kind === 'artifact') {
      const { showArtifact } = await import('./artifacts-ls.ts');
      return showArtifact(record, id, options, terminal);
    } else {
      const details = await record.componentRun(kind === 'output id' ? await madeBy(record, id) : id);
      await showComponentRun(record, details, await record.remarks({ kind, id }), options, terminal);
    }
    return 0;
  });
}

async function showComponentRun(
  record: Record,
  details: ComponentRunDetails,
  remarks: Remarks,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const made = (await record.made([details.cachedFrom ?? details.componentRun]))[0] ?? [];
  const [returned, ...beside] = made.filter(({ layer }) => !isOutsideLayer(layer));
  const artifacts = returned && (await openArtifacts(options));
  // Who returned a file means the file.
  const sole = artifacts && (await soleFile(returned, beside, (one) => artifacts.bytes(one)));
  const output = sole ?? returned;
  const preview = artifacts && output ? await previewFor(record, artifacts, output, beside) : null;
  if (options.has('json')) return terminal.json({ ...details, ...remarks, preview });
  const file = details.error?.at?.file;
  const source = file === undefined ? undefined : await keptSource(record, details.code, file);
  const text = componentRunText(details, source, remarks);
  const shown = output ? `\n\n${bold('output')}\n${previewText(preview, output, terminal)}` : '';
  terminal.out(text + shown);
}

const madeBy = async (record: Record, outputId: string): Promise<string> =>
  (await record.trace(outputId)).frames[0]!.componentRun;

const facts = (rows: readonly (readonly [string, string | null | undefined])[]): string =>
  table(
    rows.filter((row): row is readonly [string, string] => Boolean(row[1])).map(([name, value]) => [dim(name), value]),
  );

function runText(details: RunDetails, held: string, limit: number): string {
  const { id, target, params, status, startedAt, endedAt, process, command, error, nodes } = details;
  const took = endedAt === null ? '' : `, took ${formatDuration(endedAt - startedAt)}`;
  const git =
    process.gitCommit &&
    `${process.gitCommit.slice(0, 10)}${process.gitDirty ? yellow(' with uncommitted changes') : ''}`;
  const head = facts([
    ['started', moment(startedAt) + took],
    ['params', paramsLine(params)],
    ['repeats', details.repeats],
    ['profile', details.profile],
    ['by', `${process.user ?? 'someone'} on ${process.host}, process ${process.pid}, Clew ${process.clewVersion}`],
    ['git', git],
    ['command', command],
    ['error', error && red(error)],
    ...details.tolerated.map((failures) => ['tolerated', yellow(toleratedWords(failures, 100))] as const),
  ]);
  const rows = nodes.slice(0, limit).map(nodeRow);
  const more =
    nodes.length > limit ? [dim(`… and ${nodes.length - limit} more; --limit ${nodes.length} shows all`)] : [];
  return [`${bold(target)} ${runStatusText(status)}  ${dim(id)}`, head, '', table(rows), ...more].join('\n') + held;
}

function nodeRow({ status, node, component, attempt, startedAt, endedAt, componentRun, reason }: NodeRow): string[] {
  const took = status === 'cached' ? '' : formatDuration(endedAt - startedAt);
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  return [runStatusText(status), fit(node ?? component, 60) + again, took, componentRun, dim(reason)];
}

function componentRunText(details: ComponentRunDetails, source: string | undefined, remarks: Remarks): string {
  const { id, label } = { id: details.componentRun, label: details.node ?? details.component };
  const { error, process } = details;
  const git =
    process.gitCommit &&
    `${process.gitCommit.slice(0, 10)}${process.gitDirty ? yellow(' with uncommitted changes') : ''}`;
  const metrics = Object.entries(details.metrics).map(([name, value]) => `${name} ${inline(value)}`);
  const parts = [
    `${bold(label)} ${runStatusText(details.status)}  ${dim(id)}`,
    facts([
      ['what', details.doc],
      ['owner', details.owner],
      ['kind', kindText(details)],
      ['fresh for', details.freshFor === null ? null : formatExact(details.freshFor)],
      ['started', `${moment(details.startedAt)}, took ${formatDuration(details.endedAt - details.startedAt)}`],
      ['params', paramsLine(details.params)],
      ['why', details.reason],
      ['attempt', details.attempt > 1 ? String(details.attempt) : null],
      ['isolated', details.executor === 'in-process' ? null : `in a ${details.executor}`],
      ['cached', details.cachedFrom && `from ${details.cachedFrom}`],
      ['code', details.code && `${details.place ?? ''} ${dim(shortDigest(details.code))}`],
      ['git', git],
      ['run', details.run],
      ['called by', details.caller],
      ['by', `${process.user ?? 'someone'} on ${process.host}, process ${process.pid}, Clew ${process.clewVersion}`],
      ['metrics', metrics.join(', ')],
      ...remarkRows(remarks),
    ]),
    ...section('checks', checkTexts(details.checks)),
    ...section(
      'inputs',
      details.inputs.map((input) => [
        input.name,
        input.artifact,
        input.from === null ? sourceText(input) : dim(`made by ${input.from}`),
      ]),
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
    ),
    ...section(
      'output ids',
      details.outputIds.map(({ id: outputId, label: about }) => [outputId, dim(about ?? '')]),
    ),
  ];
  if (error) parts.push('', recordedErrorText(error, source));
  return parts.join('\n');
}

function section(title: string, rows: string[][], most = 20): string[] {
  if (rows.length === 0) return [];
  const more = rows.length > most ? [dim(`  … and ${rows.length - most} more`)] : [];
  return ['', bold(title), table(rows.slice(0, most), { indent: '  ' }), ...more];
}
