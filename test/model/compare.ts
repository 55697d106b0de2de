import { isDeepStrictEqual } from 'node:util';
import type { Actual, Pair } from './actual.ts';
import { isHealed, namedParams, plain, shownParams } from './actual.ts';
import { limit } from './build.ts';
import { heldBy, type Made } from './memory.ts';
import type { ExpectedReason } from './why.ts';
import { type Node, type Reference, isDone, valuesOf } from './reference.ts';

export interface Compared {
  readonly reference: Reference;
  readonly actual: Actual;
  readonly pairs: readonly Pair[];
  /** What was made in this step, by this run or by the one beside it. */
  readonly made: readonly Made[];
  /** Another run of the same went on at the same time. */
  readonly isShared: boolean;
}

const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** Everything that is not as the reference says, in words. */
export function compare(compared: Compared): string[] {
  const { reference, actual, pairs } = compared;
  const { report } = actual;
  const wrong: string[] = [];
  for (const one of pairs) {
    if (one.expected) wrong.push(...compareNode({ ...one, expected: one.expected }, compared));
    else wrong.push(`${one.label}: nobody wants it`);
  }
  const labels = new Set(pairs.map(({ label }) => label));
  if (labels.size < pairs.length) wrong.push(`two nodes are called the same`);
  const { status, target } = report;
  const right = isDone(target) ? 'succeeded' : actual.stopped === 'aborted' ? 'cancelled' : 'failed';
  if (status !== right) wrong.push(`the run ${status}, and should have ${right}`);
  const { stopped, concurrency, maxCalls: mostCalls, host } = actual;
  if (report.nodes.length + report.unlisted !== report.counts.total) wrong.push('the counts are not what is listed');
  const ran = pairs.filter((one) => one.actual.status === 'ran').length;
  if (ran !== report.counts.ran) wrong.push(`${report.counts.ran} nodes ran, says the report, and ${ran} did`);
  if (host.most > concurrency) wrong.push(`${host.most} tasks ran at once`);
  if (host.mostUnits > limit.units) wrong.push(`${host.mostUnits} units of the limit were had at once`);
  wrong.push(...compareHandlers(actual));
  if (host.calls.length > mostCalls) wrong.push('run() of a task was called after the run was aborted');
  if (stopped) return wrong;
  const there = new Set(pairs.map(({ expected }) => expected));
  for (const node of needed(reference.target)) if (!there.has(node)) wrong.push(`${node.key}: never came up`);
  return [...wrong, ...compareCalls(compared), ...compareHealing(compared)];
}

/** Checks that the handlers of a workflow ran as often as its end asks for. */
function compareHandlers({ host: { handled }, handled: isHandled, report: { status } }: Actual): string[] {
  const onFailure = status === 'failed' ? 1 : 0;
  const should = isHandled ? { onFailure: status === 'cancelled' ? handled.onFailure : onFailure, finally: 1 } : none;
  return isDeepStrictEqual(handled, should) ? [] : [`its end was handled by ${text(handled)}, and not ${text(should)}`];
}

const none = { onFailure: 0, finally: 0 };

/** Whoever falls over damaged bytes has them made again. */
function compareHealing({ pairs }: Compared): string[] {
  const readers = pairs.filter(({ expected, actual }) => expected?.fallsOver && isTried(actual));
  const damaged = pairs.filter(({ expected }) => expected?.healing);
  const isInMapping = pairs.some(({ expected }) => expected?.fallsOver?.attempts === 0);
  const wrong: string[] = [];
  if (readers.length > 0 && !damaged.some(isHealed)) wrong.push('damaged bytes were read, and not made again');
  if (damaged.some(isHealed) && !isInMapping && !pairs.some(fell)) wrong.push('nobody fell over damaged bytes');
  return wrong;
}

const isTried = ({ status }: Pair['actual']): boolean => status === 'ran' || status === 'failed';

/** It failed once over what it reads, and began again. */
function fell({ expected, recorded, actual }: Pair): boolean {
  if (!expected?.fallsOver) return false;
  if (expected.fallsOver.healing.status === 'failed') return actual.status === 'failed';
  return recorded.length > actual.attempts + (actual.status === 'cached' ? 1 : 0);
}

type Both = Pair & { readonly expected: Node };

function compareNode(both: Both, all: Compared): string[] {
  const { actual, label, expected } = both;
  const { status } = actual;
  const { healing } = expected;
  const now = healing?.status === 'ran' && isHealed(both) ? { ...expected, ...healing, healing } : expected;
  const parts = [
    ...compareAttempts({ ...both, expected: now }, all),
    ...(status === 'cached' ? compareSource(both, all) : []),
    ...(status === 'ran' ? compareCall(both, all) : []),
    ...(status === 'skipped' && !all.actual.stopped ? compareCause(both, all) : []),
  ];
  const name = namedParams(expected);
  if (!isDeepStrictEqual(shownParams(label), name)) parts.push(['name', label, name]);
  const possible = statuses(now, all);
  if (!possible.includes(status)) parts.unshift(['status', status, [...new Set(possible)]]);
  return parts.map(([what, is, should]) => `${label}: its ${what} is ${text(is)}, and should be ${text(should)}`);
}

/** What is wrong, how it is, and how it should be. */
type Wrong = readonly [what: string, is: unknown, should: unknown];

/** How often it was tried, why, and what the record has of it. */
function compareAttempts(both: Both, { actual: { stopped, window }, isShared }: Compared): Wrong[] {
  const { actual, label, expected, recorded } = both;
  const { status, attempts, listed } = actual;
  const wrong: Wrong[] = [];
  const tries = isTried(actual) && expected.status === status ? expected.attempts : 0;
  // Who is asked to stop doesn't try again.
  const isRight = stopped && status !== 'ran' ? attempts <= expected.attempts : attempts === tries;
  if (!isRight) wrong.push(['number of attempts', attempts, tries]);

  const isLast = status === 'cached' || attempts > 0;
  const right = [
    ...(fell(both) && expected.fallsOver!.healing.status !== 'failed' ? failures(expected.fallsOver!.attempts) : []),
    ...(isHealed(both) ? ['cached'] : []),
    ...failures(attempts - 1),
    ...(isLast ? [isHealed(both) ? expected.healing!.status : status] : []),
  ];
  if (!isDeepStrictEqual(recorded, right)) wrong.push(['list of attempts in the record', recorded, right]);

  // Beside another run the past is what that one has just done.
  if (isShared || !listed || !isTried(actual) || attempts === 0) return wrong;
  const [is, should] = [plain(listed.because), expected.reasons(label)];
  if (!should.some((reason) => isSame(is, reason, window === undefined))) wrong.push(['reason', is, should]);
  return wrong;
}

/** With a list that came in a window at a time, nobody knows how many of which inputs changed. */
function isSame(is: ExpectedReason | undefined, should: ExpectedReason, isWhole: boolean): boolean {
  if (isWhole || is?.kind !== 'changed') return isDeepStrictEqual(is, should);
  const isElsewhere = (text: string): boolean => !/: (\d+|null) of /.test(text);
  return isDeepStrictEqual(is.what!.filter(isElsewhere), (should.what ?? []).filter(isElsewhere));
}

const failures = (number: number): string[] => Array.from({ length: Math.max(number, 0) }, () => 'failed');

/** Whose result it took. */
function compareSource({ actual, expected }: Both, { made }: Compared): Wrong[] {
  const from = actual.componentRun;
  const before = expected.status === 'cached' ? [...expected.from, ...(expected.healing?.from ?? [])] : [];
  const fit = [...before, ...made.filter(({ identity }) => identity === expected.identity)];
  const ids = fit.map(({ componentRun }) => componentRun);
  return ids.some((id) => id === from) ? [] : [['source', from, ids]];
}

/** What the task itself saw. */
function compareCall({ actual: { componentRun }, expected }: Both, { actual: { host } }: Compared): Wrong[] {
  const { inputs, value, spec } = expected;
  const call = host.calls.find((one) => one.componentRun === componentRun);
  const values = valuesOf(inputs);
  const held = Object.fromEntries(spec.inputs.map(({ field, mode }) => [field, heldBy(mode, values[field] ?? [])]));
  return [
    ...(isDeepStrictEqual(call?.inputs, held) ? [] : [['list of inputs', call?.inputs, held] as const]),
    ...(isDeepStrictEqual(call?.value, value) ? [] : [['value', call?.value, value] as const]),
  ];
}

/** It names an input that is not there, or how many of an input's nodes are not. */
function compareCause({ actual, expected }: Both, { pairs }: Compared): Wrong[] {
  const { node, reason } = actual.listed!;
  const causes = expected.spec.inputs.flatMap(({ field, tolerate }, i) => {
    const nodes = expected.inputs[field] ?? [];
    const missing = nodes.filter((input) => !isDone(input));
    const asked = node.edges[i]!.nodes?.[0]?.task;
    if (tolerate) return missing.map((_, few) => `${few + 1} of ${nodes.length} ${asked} failed`);
    const those = missing.map((input) => pairs.find((one) => one.expected === input));
    return those.map((one) => `${one?.label} ${one?.actual.status === 'failed' ? 'failed' : 'was skipped'}`);
  });
  return causes.includes(reason.replace(/, (none is|at most \d+ (is|are)) tolerated$/, ''))
    ? []
    : [['cause', reason, causes]];
}

/** What may become of a node: of several that are the same, one runs, and the others may take what it makes. */
function statuses(
  { status, identity, spec, forced, maybeSkipped, attempts }: Node,
  { made, actual }: Compared,
): string[] {
  const isMadeByOther = !forced && spec.cache !== 'never' && made.some((one) => one.identity === identity);
  return [
    status,
    ...(status === 'ran' && isMadeByOther ? ['cached'] : []),
    ...(status === 'failed' && maybeSkipped ? ['skipped'] : []),
    ...(actual.stopped ? ['skipped', 'cancelled'] : []),
    // Stopped between two attempts, it has failed.
    ...(actual.stopped && attempts > 1 ? ['failed'] : []),
  ];
}

/** `run()` was called as often as it should have been, whatever the report says. */
function compareCalls({ actual: { host }, pairs }: Compared): string[] {
  const counts = new Map<string, { is: number; should: number }>();
  const countOf = (task: number, params: object): { is: number; should: number } => {
    const key = `T${task} ${JSON.stringify(params)}`;
    let count = counts.get(key);
    if (!count) counts.set(key, (count = { is: 0, should: 0 }));
    return count;
  };
  for (const { task, params } of host.calls) countOf(task, params).is += 1;
  for (const one of pairs) if (one.expected) countOf(one.expected.task, one.expected.params).should += callsOf(one);
  return [...counts].flatMap(([key, { is, should }]) =>
    is === should ? [] : [`${key}: run() was called ${is} times, and should have been ${should} times`],
  );
}

function callsOf(one: Pair): number {
  const { calls, fallsOver, healing } = one.expected!;
  if (healing) return isHealed(one) ? healing.attempts : 0;
  const fallen = fell(one) && fallsOver!.healing.status !== 'failed' ? fallsOver!.calls : 0;
  return (isTried(one.actual) ? calls : 0) + fallen;
}

/** The nodes that must come up, whatever comes first. */
function needed(target: Node): ReadonlySet<Node> {
  const found = new Set([target]);
  for (const { spec, inputs, maybeSkipped } of found) {
    for (const { field, amount, gives } of spec.inputs) {
      // What needs data may not come up any more where something else has failed.
      const needsData = amount.of === 'input' || gives?.value.of === 'input';
      if (!(maybeSkipped && needsData)) for (const node of inputs[field] ?? []) found.add(node);
    }
  }
  return found;
}

/** What is the same is executed once, by one of its nodes in one of the runs; the others take the result. */
export function compareOften(pairs: readonly Pair[], made: readonly Made[], runs: number): string[] {
  return pairs.flatMap(({ label, expected }) => {
    if (!expected || expected.forced || expected.spec.cache === 'never') return [];
    const times = made.filter(({ identity }) => identity === expected.identity).length;
    // Those that are forced run in each of the runs.
    const forced = pairs.filter((one) => one.expected?.identity === expected.identity && one.expected.forced).length;
    const most = 1 + runs * forced;
    return times > most
      ? [`${label}: was executed ${times} times by ${runs === 1 ? 'one run' : 'two runs at once'}`]
      : [];
  });
}
