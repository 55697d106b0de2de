import type { OutputContent } from '../../lineage/query-results.ts';
import type { ProcessInfo } from '../../lineage/entries.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import type { Frame, Trace } from '../../lineage/trace.ts';
import { type CodeSide, compareCode, compareInputs, compareParams } from '../../scheduler/why/compare-nodes.ts';
import { changedBetween } from '../recorded-reason.ts';
import { contentOf, inputsOfPast } from '../../scheduler/why/comparable.ts';
import type { EnvironmentChange, FrameDiff, MetricChange, TraceDiff, SourceDiff } from './frame-diff.ts';
import { type Pair, pairUp, paramsOfFrame } from './pair.ts';
import { parseRecorded } from '../../values/parse-recorded.ts';
import type { CodeChange } from '../../scheduler/why/reason.ts';
import { unifiedDiff } from '../../values/line-diff.ts';

/** The part of the record that is used here. */
type Answers = Pick<LineageRecord, 'inputsOf' | 'processesOf' | 'outputsOf' | 'codes' | 'dependenciesOf'>;

type CodeDiff = Pick<FrameDiff, 'code' | 'sources'>;

interface Known {
  readonly processes: ReadonlyMap<string, ProcessInfo>;
  readonly outputs: ReadonlyMap<string, OutputContent>;
  readonly manifests: ReadonlyMap<string, CodeSide>;
  readonly dependencies: ReadonlyMap<string, string>;
  /** By both digests: mostly the same two versions meet. */
  readonly code: Map<string, Promise<CodeDiff>>;
}

/** Holds one trace against another, frame by frame. `ends`: what they begin with is compared, whatever it is. */
export async function diffTraces(record: Answers, a: Trace, b: Trace, { ends }: { ends: boolean }): Promise<TraceDiff> {
  const { pairs, onlyA, onlyB } = pairUp(a.frames, b.frames, ends);
  const others = pairs.filter((pair) => pair.a.componentRun !== pair.b.componentRun);
  const known = await ask(record, others);
  // All at once, so that what they ask for goes out together.
  const frames = await Promise.all(
    pairs.map((pair) => (pair.a.componentRun === pair.b.componentRun ? same(pair) : compare(record, pair, known))),
  );
  return { frames, onlyA, onlyB };
}

const same = (pair: Pair): FrameDiff => ({
  ...pair,
  outcome: 'same',
  code: null,
  params: [],
  inputs: [],
  dependencies: [],
  sources: [],
  metrics: [],
  environment: [],
  sameOutput: true,
});

async function ask(record: Answers, pairs: readonly Pair[]): Promise<Known> {
  const ids = pairs.flatMap(({ a, b }) => [a.componentRun, b.componentRun]);
  const digests = pairs
    .filter(({ a, b }) => a.code.digest !== b.code.digest)
    .flatMap(({ a, b }) => [a, b].flatMap(({ code }) => code.digest ?? []));
  const [processes, outputs, dependencies, texts] = await Promise.all([
    record.processesOf(ids),
    record.outputsOf(ids),
    record.dependenciesOf(ids),
    record.codes([...new Set(digests)]),
  ]);
  const manifests = new Map(Array.from(texts, ([digest, text]) => [digest, parseRecorded<CodeSide>(text)]));
  return { processes, outputs, dependencies, manifests, code: new Map() };
}

async function compare(record: Answers, { a, b }: Pair, known: Known): Promise<FrameDiff> {
  const [before, after] = await Promise.all([record.inputsOf(a.componentRun), record.inputsOf(b.componentRun)]);
  const inputs = compareInputs(inputsOfPast(before), inputsOfPast(after));
  const params = compareParams(paramsOfFrame(a), paramsOfFrame(b));
  const { code, sources } = await codeDiff(record, { a, b }, known);
  const dependencies = await changedBetween(record, idAndStatus(a), idAndStatus(b), known.dependencies);
  const [gave, gives] = [a, b].map(({ componentRun }) => known.outputs.get(componentRun));
  const sameOutput = gave && gives ? contentOf(gave) === contentOf(gives) : gave || gives ? false : null;
  const failsAlike = a.status === b.status && a.error === b.error;
  const metrics = compareMetrics(a.metrics, b.metrics);
  const isOwn = code !== null || params.length > 0 || dependencies.length > 0 || a.component !== b.component;
  const isElse = sameOutput === false || !failsAlike || metrics.length > 0;
  return {
    a,
    b,
    outcome: isOwn ? 'own' : inputs.length > 0 ? 'carried' : isElse ? 'own' : 'equal',
    code,
    params,
    inputs,
    dependencies,
    sources,
    metrics,
    environment: compareProcesses(known.processes.get(a.componentRun), known.processes.get(b.componentRun)),
    sameOutput,
  };
}

function codeDiff(record: Answers, { a, b }: Pair, { manifests, code: done }: Known): Promise<CodeDiff> {
  const key = `${a.code.digest} ${b.code.digest}`;
  let known = done.get(key);
  if (!known) {
    const [old, fresh] = [a, b].map(({ code }) => manifests.get(code.digest ?? ''));
    const code = old && fresh ? compareCode(old, fresh, () => []) : null;
    const sources = code ? sourceDiffs(record, code, old!, fresh!) : [];
    done.set(key, (known = Promise.resolve(sources).then((found) => ({ code, sources: found }))));
  }
  return known;
}

function compareMetrics(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): MetricChange[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .map((name) => ({ name, from: a[name] ?? null, to: b[name] ?? null }))
    .filter(({ from, to }) => !Object.is(from, to));
}

function compareProcesses(a: ProcessInfo | undefined, b: ProcessInfo | undefined): EnvironmentChange[] {
  if (!a || !b || a.id === b.id) return [];
  const sides = [a, b].map(({ nodeVersion, clewVersion, host, ...process }) => ({
    Node: nodeVersion.replace(/^v/, ''),
    Clew: clewVersion,
    git: gitOf(process),
    host,
  }));
  return (['Node', 'Clew', 'git', 'host'] as const)
    .map((name) => ({ name, from: sides[0]![name], to: sides[1]![name] }))
    .filter(({ from, to }) => from !== to);
}

function gitOf({ gitCommit, gitDirty }: Pick<ProcessInfo, 'gitCommit' | 'gitDirty'>): string {
  if (gitCommit === null) return 'none';
  return `${gitCommit.slice(0, 10)}${gitDirty ? ' with uncommitted changes' : ''}`;
}

const idAndStatus = ({ componentRun: id, status }: Frame) => ({ id, status });

/**
 * How the files of two versions of some code differ, to the letter. Only those whose difference counts; of a task that
 * has moved, its old file against its new one.
 */
export async function sourceDiffs(
  record: Pick<LineageRecord, 'codes'>,
  { files, moved }: CodeChange,
  before: CodeSide,
  after: CodeSide,
): Promise<SourceDiff[]> {
  const paths = files.filter(({ change }) => change === 'changed').map(({ path }) => [path, path] as const);
  if (moved) paths.unshift([moved.from, moved.to]);
  const digestIn = (side: CodeSide, path: string): string =>
    side.files.find((file) => file.path === path)?.digest ?? '';
  const asked = paths.map(([from, to]) => ({ from: digestIn(before, from), to: digestIn(after, to), path: to }));
  const texts = await record.codes(asked.flatMap(({ from, to }) => [from, to]));
  return asked.flatMap(({ from, to, path }) => {
    const [old, fresh] = [texts.get(from), texts.get(to)];
    const diff = old === undefined || fresh === undefined ? '' : unifiedDiff(old, fresh);
    return diff === '' ? [] : [{ path, diff }];
  });
}
