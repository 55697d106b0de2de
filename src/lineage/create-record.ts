import { recordClosed, unknownId } from './errors.ts';
import type { IdKind, PastInput } from './query-results.ts';
import { Batcher, aMoment } from './batcher.ts';
import { guardJobs } from './jobs/guard-jobs.ts';
import { artifacts } from './read/artifact-list.ts';
import { about } from './read/component-info.ts';
import { checksOf } from './read/checks-query.ts';
import { components } from './read/components.ts';
import { componentRun } from './read/component-run.ts';
import { history } from './read/history.ts';
import { codesOfComponent, impact, impactIds } from './read/impact.ts';
import { leasesOf, limitsOf } from './read/leases.ts';
import { outputIdsOfRun } from './read/output-ids.ts';
import { everRan, inputsOf, pastRuns } from './read/past-runs.ts';
import { previews } from './read/previews.ts';
import { codes, codesOfRun, dependenciesOfRun, inlineOf, resultsOf } from './read/run-code.ts';
import { resolve } from './read/resolve.ts';
import { resumable, unfinished } from './read/resumable-runs.ts';
import { rewritten } from './read/rewritten-files.ts';
import { run, runs } from './read/runs.ts';
import { dependenciesOf, outputsOf, processesOf } from './read/batch-query.ts';
import { trace, traceOfRun } from './read/trace.ts';
import { keptFolders, pointedAt, usedSpace } from './read/disk-usage.ts';
import { giversNear, giversOf, ways } from './read/review-graph.ts';
import { runSpans } from './read/run-spans.ts';
import type { Past, Reader, LineageRecord } from './record.ts';
import { createAnnotations } from './create-annotations.ts';
import type { Annotations } from './annotations.ts';
import { StoreRecorder } from './recorder.ts';
import type { Store } from './store.ts';
import type { ReviewGraph } from './review-graph.ts';

/** The record over an open database: the recorder writes, the readers ask, {@link LineageRecord.close} ends both. */
export function createRecord(store: Store): LineageRecord {
  const recorder = new StoreRecorder(store);
  let closing: Promise<void> | undefined;
  return {
    dialect: store.dialect,
    place: store.place,
    jobs: guardJobs(store, () => closing !== undefined),
    watch: (listener) => store.watch(listener),
    startRun: (start) => recorder.startRun(start),
    keepCode: (manifests) => recorder.keepCode(manifests),
    find: (identity, outdated) => recorder.find(identity, outdated),
    candidates: (identity) => recorder.candidates(identity),
    secretKey: (name) => recorder.secretKey(name),
    made: (componentRuns) => recorder.made(componentRuns),
    commit: (entry, claim) => recorder.commit(entry, claim),
    join: (options) => recorder.join(options),
    leave: (leases) => recorder.leave(leases),
    markDamaged: (artifact) => recorder.markDamaged(artifact),
    endRun: (id, end) => recorder.endRun(id, end),
    ...readerOver(store, () => closing !== undefined),
    close: () => (closing ??= recorder.finish().then(() => store.close())),
  };
}

/** How many component runs are asked about by one query. */
const groupLimit = 1000;

function readerOver(store: Store, isClosed: () => boolean): Reader & Past & ReviewGraph & Annotations {
  const { db } = store;
  const inputs = new Batcher<string, readonly PastInput[]>(
    async (ids) => {
      const found = await inputsOf(store, ids);
      return ids.map((id) => found.get(id) ?? []);
    },
    { limit: groupLimit, pause: aMoment },
  );
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isClosed()) throw recordClosed(store.place);
    try {
      return await work();
    } catch (error) {
      throw store.translate(error);
    }
  };
  const pour = async function* <T>(rows: () => AsyncIterable<T>): AsyncGenerator<T> {
    if (isClosed()) throw recordClosed(store.place);
    try {
      yield* rows();
    } catch (error) {
      throw store.translate(error);
    }
  };
  const mustBe = async <T>(
    kind: IdKind | 'output id or component run',
    id: string,
    found: T | undefined,
  ): Promise<T> => {
    if (found !== undefined) return found;
    const resolved = await resolve(db, id);
    throw unknownId(kind, id, resolved.found ? [resolved.id] : resolved.candidates);
  };
  const said = createAnnotations(store);
  return {
    flag: (outputId, mark) => ask(() => said.flag(outputId, mark)),
    note: (subject, text, author) => ask(() => said.note(subject, text, author)),
    tag: (subject, names, author) => ask(() => said.tag(subject, names, author)),
    remarks: (subject) => ask(() => said.remarks(subject)),
    flagged: (options) => ask(() => said.flagged(options)),
    resolve: (id, wanted) => ask(() => resolve(db, id, wanted)),
    trace: (id) => ask(async () => mustBe('output id or component run', id, await trace(store, id))),
    traceOfRun: (id) => ask(() => traceOfRun(store, id)),
    processesOf: (ids) => ask(() => processesOf(store, ids)),
    dependenciesOf: (ids) => ask(() => dependenciesOf(store, ids)),
    outputsOf: (ids) => ask(() => outputsOf(store, ids)),
    rewritten: (artifacts) => ask(() => rewritten(store, artifacts)),
    impact: (start) => pour(() => impact(store, start)),
    impactIds: (start) => pour(() => impactIds(store, start)),
    codesOfComponent: (component) => ask(() => codesOfComponent(db, component)),
    giversOf: (ids) => ask(() => giversOf(store, ids)),
    giversNear: (near) => ask(() => giversNear(store, near)),
    ways: (ids) => pour(() => ways(store, ids)),
    checks: (ids) => ask(() => checksOf(store, ids)),
    runs: ({ limit = 20, offset } = {}) => ask(() => runs(db, limit, offset)),
    run: (id) => ask(async () => mustBe('run', id, await run(db, id))),
    resumable: (id) =>
      ask(async () => (id === undefined ? unfinished(db) : mustBe('run', id, await resumable(db, id)))),
    componentRun: (id) => ask(async () => mustBe('component run', id, await componentRun(store, id))),
    components: () => ask(() => components(db)),
    history: (component, options) => ask(() => history(db, component, options)),
    about: (names) => ask(() => about(db, names)),
    outputIds: (id, { limit = 100 } = {}) => ask(() => outputIdsOfRun(db, id, limit)),
    artifacts: (filter, { limit, offset = 0 }) => ask(() => artifacts(db, filter, { limit, offset })),
    usedSpace: (since = []) => ask(() => usedSpace(db, since)),
    pointedAt: (keys) => ask(() => pointedAt(db, keys)),
    keptFolders: () => ask(() => keptFolders(db)),
    runSpans: () => ask(() => runSpans(store)),
    everRan: (names) => ask(() => everRan(db, names)),
    pastRuns: (component, options) => ask(() => pastRuns(db, component, options)),
    inputsOf: (id) => ask(() => inputs.add(id)),
    dependenciesOfRun: (id) => ask(() => dependenciesOfRun(db, id)),
    codesOf: (id) => ask(() => codesOfRun(db, id)),
    resultsOf: (id) => ask(() => resultsOf(store, id)),
    inlineOf: (id) => ask(() => inlineOf(db, id)),
    previews: (ids) => ask(() => previews(db, ids)),
    leases: (id) => ask(() => leasesOf(db, id)),
    limits: (id) => ask(() => limitsOf(db, id)),
    code: (digest) =>
      ask(async () => {
        const row = await db.selectFrom('code').select('content').where('digest', '=', digest).executeTakeFirst();
        return row?.content;
      }),
    codes: (digests) => ask(() => codes(db, digests)),
  };
}
