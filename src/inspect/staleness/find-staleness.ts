import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Past, Reader } from '../../lineage/record.ts';
import { identityNow } from '../../modules/task-code.ts';
import { isSameText } from '../../modules/read.ts';
import type { CodeSide, FileSide } from '../../scheduler/why/compare-nodes.ts';
import { parseRecorded } from '../../values/parse-recorded.ts';
import type { OutputContent, PastRun } from '../../lineage/query-results.ts';
import type { Frame } from '../../lineage/trace.ts';
import { contentOf } from '../../scheduler/why/comparable.ts';
import type { Stale, Version } from './stale.ts';

/** Which frames of a trace are stale, each with its reasons; those that are not are not in the answer. */
export type Staleness = ReadonlyMap<string, readonly Stale[]>;

type Answers = Pick<Past & Reader, 'about' | 'pastRuns' | 'outputsOf' | 'rewritten' | 'codes'>;

/** `root` is the project whose code is that of today. */
export async function findStaleness(record: Answers, frames: readonly Frame[], root: string): Promise<Staleness> {
  const latest = await latestOfAll(record, frames);
  const newer = await newerVersions(record, frames, latest);
  const places = await rewrittenPlaces(record, frames);
  const digests = frames.flatMap(({ code }) => code.digest ?? []);
  const changed = await changedCode(record, [...new Set(digests)], root);
  const about = await record.about(frames.map(({ component }) => component));
  const inTrace = new Set(frames.map(({ componentRun }) => componentRun));
  const found = new Map<string, Stale[]>();
  frames.forEach((frame, i) => {
    const reasons: Stale[] = [];
    const own = newer.get(frame.componentRun) ?? firstOf(frame, places);
    if (i === 0 && own) reasons.push({ kind: 'newer-self', newer: own.newer });
    reasons.push(...newerInputs(frame, newer, places));
    const files = changed.get(frame.code.digest ?? '') ?? [];
    if (files.length > 0) reasons.push({ kind: 'code-changed', files });
    const failed = latest.get(frame.component)?.failed;
    if (failed && !inTrace.has(failed.componentRun)) reasons.push({ kind: 'last-failed', failed });
    reasons.push(...tooOld(frame, about.get(frame.component)?.freshFor ?? Infinity));
    if (reasons.length > 0) found.set(frame.componentRun, reasons);
  });
  return found;
}

async function latestOfAll(record: Answers, frames: readonly Frame[]): Promise<ReadonlyMap<string, Latest>> {
  const latest = new Map<string, Latest>();
  for (const [component, of] of Map.groupBy(frames, (frame) => frame.component)) {
    latest.set(component, await latestOf(record, component, new Set(of.flatMap(({ node }) => node ?? []))));
  }
  return latest;
}

function tooOld(frame: Frame, freshFor: number): Stale[] {
  const { at: made } = versionOf(frame);
  return Date.now() - Date.parse(made) > freshFor ? [{ kind: 'too-old', made, freshFor }] : [];
}

interface Superseded {
  readonly input: Version;
  readonly newer: Version;
}

/** Finds newer versions: what was made anew is one only if it came out otherwise. */
async function newerVersions(
  record: Answers,
  frames: readonly Frame[],
  latest: ReadonlyMap<string, Latest>,
): Promise<ReadonlyMap<string, Superseded>> {
  const candidates = frames.flatMap((frame) => {
    const newer = latest.get(frame.component)!.makers.get(frame.node ?? '');
    return newer && newer.componentRun !== frame.componentRun ? [{ frame, newer }] : [];
  });
  const outputs = await record.outputsOf(
    candidates.flatMap(({ frame, newer }) => [frame.componentRun, newer.componentRun]),
  );
  const content = (id: string): string | undefined => contentIn(outputs.get(id));
  return new Map(
    candidates
      .filter(({ frame, newer }) => content(frame.componentRun) !== content(newer.componentRun))
      .map(({ frame, newer }) => [frame.componentRun, { input: versionOf(frame), newer }]),
  );
}

/**
 * A registered call is no version of another one, whatever it was given: what it wrote to a place is one of what lies
 * there. By artifact.
 */
async function rewrittenPlaces(record: Answers, frames: readonly Frame[]): Promise<ReadonlyMap<string, Superseded>> {
  const written = frames.flatMap((frame) =>
    frame.outputs.flatMap(({ artifact, at }) => (at === undefined ? [] : [[artifact, frame] as const])),
  );
  if (written.length === 0) return new Map();
  const later = await record.rewritten(written.map(([artifact]) => artifact));
  return new Map(
    written.flatMap(([artifact, frame]) => {
      const found = later.get(artifact);
      if (!found || found.componentRun === frame.componentRun) return [];
      const { componentRun, component, endedAt } = found;
      const newer = { componentRun, node: component, at: new Date(endedAt).toISOString() };
      return [[artifact, { input: versionOf(frame), newer }] as const];
    }),
  );
}

const firstOf = ({ outputs }: Frame, places: ReadonlyMap<string, Superseded>): Superseded | undefined =>
  outputs.flatMap(({ artifact }) => places.get(artifact) ?? [])[0];

const contentIn = (output: OutputContent | undefined): string | undefined => output && contentOf(output);

const versionOf = ({ componentRun, node, component, startedAt, ms }: Frame): Version => ({
  componentRun,
  node: node ?? component,
  at: new Date(Date.parse(startedAt) + ms).toISOString(),
});

/** Each maker once, by the first field that it came in through. */
function newerInputs(
  { inputs }: Frame,
  newer: ReadonlyMap<string, Superseded>,
  places: ReadonlyMap<string, Superseded>,
): Stale[] {
  const reasons = new Map<string, Stale>();
  for (const { name: field, from, artifact } of inputs) {
    if (from === null || reasons.has(from)) continue;
    const found = newer.get(from) ?? places.get(artifact);
    if (found) reasons.set(from, { kind: 'newer-input', field, ...found });
  }
  return [...reasons.values()];
}

/** How far back one component is looked through, in steps: no index leads from a node to its component runs. */
const pages = [50, 450, 1500];

/** The newest of one component. */
export interface Latest {
  /** The component run that made what a node gives now, its own or found again, for each node that was asked about. */
  readonly makers: ReadonlyMap<string, Version>;
  /** The newest component run of all, where that one has failed. */
  readonly failed: Version | undefined;
}

/** Newest first, and no further than it takes to find all of these. */
export async function latestOf(
  past: Pick<Past, 'pastRuns'>,
  component: string,
  wanted: ReadonlySet<string>,
): Promise<Latest> {
  const versionOf = ({ node, endedAt }: PastRun, componentRun: string): Version => ({
    componentRun,
    node: node ?? component,
    at: new Date(endedAt).toISOString(),
  });
  const makers = new Map<string, Version>();
  let failed: Version | undefined;
  let after: PastRun | undefined;
  for (const limit of pages) {
    const rows = await past.pastRuns(component, { limit, ...(after && { after }) });
    if (!after && rows[0]?.status === 'failed') failed = versionOf(rows[0], rows[0].id);
    for (const row of rows) {
      if (row.status !== 'ran' && row.status !== 'cached') continue;
      const { node } = row;
      if (node !== null && wanted.has(node) && !makers.has(node))
        makers.set(node, versionOf(row, row.cachedFrom ?? row.id));
    }
    after = rows.at(-1);
    if (rows.length < limit || makers.size === wanted.size) break;
  }
  return { makers, failed };
}

/**
 * Gives for each version of some code the files that are otherwise in a project now. Only those are looked at that it
 * was made of: what else it imports now is named by a file that has changed, and packages are not looked up. Code whose
 * own file isn't in that project is not in the answer.
 */
export async function changedCode(
  record: Pick<Past & Reader, 'codes'>,
  digests: readonly string[],
  root: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const changed = new Map<string, readonly string[]>();
  const states = new Map<string, boolean>();
  const isChanged = (file: FileSide): boolean => {
    const key = JSON.stringify([file.path, file.digest, file.roots]);
    let known = states.get(key);
    if (known === undefined) states.set(key, (known = !isAsItWas(file, root)));
    return known;
  };
  for (const [digest, text] of await record.codes(digests)) {
    const { entry, files } = parseRecorded<CodeSide>(text);
    if (existsSync(path.join(root, entry))) {
      changed.set(
        digest,
        files.filter(isChanged).map((file) => file.path),
      );
    }
  }
  return changed;
}

/** An edit that doesn't count is none. */
function isAsItWas(file: FileSide, root: string): boolean {
  try {
    if (isSameText(path.join(root, file.path), file.digest)) return true;
  } catch {
    return false;
  }
  return file.identity !== undefined && identityNow(file, root) === file.identity;
}
