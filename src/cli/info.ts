import type { ResolvedSettings } from '../config/load.ts';
import type { ComponentRunDetails } from '../lineage/query-results.ts';
import type { CodeManifest } from '../lineage/entries.ts';
import { isExternalLayer } from '../lineage/external.ts';
import type { Dependencies } from '../dependencies/dependencies.ts';
import type { LineageRecord } from '../lineage/record.ts';
import { dependenciesOf } from '../project/recorded-dependencies.ts';
import { findStaleness } from '../inspect/staleness/find-staleness.ts';
import { staleWords } from '../inspect/staleness/staleness-text.ts';
import { formatDuration } from '../values/duration.ts';
import { shortDigest } from '../values/digest.ts';
import { checkTexts } from './render/check-list.ts';
import { visible } from '../values/controls.ts';
import { flagText } from './render/annotations.ts';
import { sourceText } from './render/sources.ts';
import { runStatusText } from './render/status.ts';
import { bytes, inline, moment } from './render/values.ts';
import { bold, dim, green, red, yellow } from './terminal.ts';
import { parseRecorded } from '../values/parse-recorded.ts';

export interface Asked {
  readonly record: LineageRecord;
  readonly details: ComponentRunDetails;
  readonly settings: ResolvedSettings;
}

/** A list of what is known, for people and for programs. */
export interface Part {
  readonly name: string;
  /** The word that programs have it by, where that is another one. */
  readonly key?: string;
  readonly rows: readonly (readonly string[])[];
  /** A list goes by pages as the rows do. */
  readonly items: readonly unknown[] | object;
}

export const topicNames = ['inputs', 'outputs', 'params', 'code', 'env', 'checks'] as const;
export type Topic = (typeof topicNames)[number];

/** The topics of a component run, and what can be known of each. */
export const topics: { readonly [T in Topic]: (asked: Asked) => Promise<readonly Part[]> } = {
  inputs,
  outputs: async (asked) => outputs(asked),
  params: async ({ details }) => [values('params', details.params)],
  code,
  env,
  checks,
};

async function inputs({ record, details }: Asked): Promise<Part[]> {
  const makers = new Map(
    (await record.inputsOf(details.cachedFrom ?? details.componentRun)).map((one) => [one.madeBy, one.node]),
  );
  const rows = details.inputs.map((input) => [
    bold(input.name),
    input.from === null ? sourceText(input) : `made by ${makers.get(input.from) ?? input.from}`,
    ...(input.from === null ? [] : [dim(input.from), dim(input.artifact)]),
  ]);
  const items = details.inputs.map((input) => ({
    ...input,
    node: input.from === null ? null : (makers.get(input.from) ?? null),
  }));
  return [{ name: 'inputs', rows, items }];
}

function outputs({ details: { artifacts, outputIds, metrics } }: Asked): Part[] {
  const made = artifacts.map(({ name, size, id, codec, key, layer, damaged }) => [
    bold(name),
    layer === 'url' ? '' : bytes(size),
    codec,
    dim(id),
    ...(isExternalLayer(layer) && key !== null && key !== name ? [key] : []),
    ...(damaged ? [red('damaged')] : []),
  ]);
  const ids = outputIds.map(({ id, label }) => [visible(id), visible(label ?? '')]);
  return [
    { name: 'outputs', rows: made, items: artifacts },
    values('metrics', metrics),
    { name: 'output ids', key: 'outputIds', rows: ids, items: outputIds },
  ];
}

function values(name: string, of: Readonly<{ [name: string]: unknown }>): Part {
  return { name, rows: Object.entries(of).map(([key, value]) => [bold(key), inline(value)]), items: of };
}

async function code({ record, details }: Asked): Promise<Part[]> {
  const { code: digest, place, process } = details;
  const text = digest === null ? undefined : await record.code(digest);
  const { files = [], packages = {} } = text === undefined ? {} : parseRecorded<CodeManifest>(text);
  const facts = [
    ['place', place ?? 'unknown'],
    ['version', digest === null ? 'unknown' : `${details.component}@${shortDigest(digest)}`],
    ['git', gitText(process)],
  ];
  return [
    {
      name: 'code',
      rows: facts.map(([name, value]) => [dim(name!), value!]),
      items: { place, digest, git: process.gitCommit },
    },
    {
      name: 'files',
      rows: files.map((file) => [file.path, dim(shortDigest(file.digest)), extentWords(file)]),
      items: files.map(({ path, digest: of, roots, effect }) => ({ path, digest: of, roots, effect })),
    },
    {
      name: 'packages',
      rows: Object.entries(packages).map(([name, version]) => [name, String(version)]),
      items: packages,
    },
    used(await dependenciesOf(record, details.componentRun)),
  ];
}

/** Says how much of a file counts, and why. */
function extentWords({ roots = [], effect }: CodeManifest['files'][number]): string {
  if (effect) return 'does something when it is imported';
  return roots.length === 0 ? '' : `only what ${roots.join(', ')} ${roots.length === 1 ? 'reaches' : 'reach'}`;
}

/** Lists the dependencies of a component run beyond the code that is known in advance. */
function used({ modules, files, packages, variables, unknown }: Dependencies): Part {
  const rows = [
    ...modules.map(({ path, digest }) => [
      path,
      'loaded while it ran',
      dim(digest === null ? 'not there' : shortDigest(digest)),
    ]),
    ...files.map(({ path, kind, state }) => [path, lookWords[kind], dim(stateWords(kind, state))]),
    ...packages.map(({ name, version }) => [name, 'package', dim(version ?? 'no version')]),
    ...variables.map(({ name, hash }) => [
      name === '*' ? 'all variables' : name,
      'in the environment',
      dim(hash === null ? 'not set' : 'set'),
    ]),
    ...unknown.map((sentence) => [sentence]),
  ];
  return { name: 'used', rows, items: { modules, files, packages, variables, unknown } };
}

const lookWords = {
  content: 'read',
  exists: 'looked for',
  list: 'listed',
  stat: 'checked',
  link: 'followed',
  glob: 'declared',
  cwd: 'the working directory',
} as const satisfies Record<Dependencies['files'][number]['kind'], string>;

function stateWords(kind: keyof typeof lookWords, state: string): string {
  if (state.startsWith('sha256:')) return shortDigest(state);
  if (state === 'absent') return 'not there';
  if (kind === 'link') return state === 'none' ? 'no link' : `to ${state}`;
  const [what, size] = state.split(':');
  return size === undefined ? `a ${what}` : `a ${what}, ${bytes(Number(size))}`;
}

function gitText({ gitCommit, gitDirty }: ComponentRunDetails['process']): string {
  if (gitCommit === null) return 'none';
  return `${gitCommit.slice(0, 10)}${gitDirty ? yellow(' with uncommitted changes') : ''}`;
}

/** Where it ran, and who had started it. */
async function env({ record, details }: Asked): Promise<Part[]> {
  const { process, executor, run: id, startedAt, endedAt, attempt, caller } = details;
  const run = id === null ? undefined : await record.resumable(id);
  const items = {
    host: process.host,
    user: process.user,
    pid: process.pid,
    cwd: process.cwd,
    node: process.nodeVersion,
    clew: process.clewVersion,
    executor,
    attempt,
    startedAt: new Date(startedAt).toISOString(),
    ms: endedAt - startedAt,
    run: id,
    profile: run?.profile ?? null,
    command: run?.command ?? null,
    caller: caller ?? null,
  };
  const rows: (readonly [string, string | null])[] = [
    ['host', process.host],
    ['by', `${process.user ?? 'someone'}, process ${process.pid}`],
    ['in', process.cwd],
    ['Node', process.nodeVersion.replace(/^v/, '')],
    ['Clew', process.clewVersion],
    ['executor', executor],
    ['attempt', attempt > 1 ? String(attempt) : null],
    ['at', `${moment(startedAt)}, took ${formatDuration(endedAt - startedAt)}`],
    ['run', id],
    ['called by', caller ?? null],
    ['profile', items.profile],
    ['command', items.command],
  ];
  return [{ name: 'env', rows: rows.flatMap(([name, value]) => (value === null ? [] : [[dim(name), value]])), items }];
}

/** Gives what is to be said for and against it: how it ended, what is stale, damaged or flagged. */
async function checks({ record, details, settings }: Asked): Promise<Part[]> {
  const { status, error, outputIds, artifacts } = details;
  const { frames } = await record.trace(details.cachedFrom ?? details.componentRun);
  const stale = (await findStaleness(record, frames, settings.root)).get(frames[0]?.componentRun ?? '') ?? [];
  const damaged = artifacts.filter((one) => one.damaged).map(({ id, name }) => ({ artifact: id, name }));
  const flags = [];
  for (const { id } of outputIds) flags.push(...(await record.remarks({ kind: 'output id', id })).flags.slice(-1));
  const flagged = flags.filter((mark) => mark.flagged);
  const rows = [
    ['outcome', runStatusText(status) + (error ? `: ${error.message.split('\n', 1)[0]}` : '')],
    [
      'up to date',
      stale.length === 0 ? green('yes, as far as can be told') : `${yellow('stale')} ${staleWords(stale[0]!, moment)}`,
    ],
    ...stale.slice(1).map((reason) => ['', `${yellow('stale')} ${staleWords(reason, moment)}`]),
    ...checkTexts(details.checks).map(([outcome = '', phase = '', text = '']) => [outcome, `${phase} ${text}`]),
    ...damaged.map(({ artifact, name }) => ['artifact', `${name} ${dim(artifact)} is ${red('damaged')}`]),
    ...flagged.map((mark) => [red('flagged'), `${visible(mark.outputId)}: ${flagText(mark)}`]),
  ].map(([name, ...words]) => [dim(name!), ...words]);
  return [{ name: 'checks', rows, items: { status, error, checks: details.checks, stale, damaged, flagged } }];
}
