import type { Value } from './behaviour.ts';
import type { Memory, Past } from './memory.ts';
import type { TaskSpec } from './program.ts';

/** Why a node ran or didn't, without ids and times. */
export interface ExpectedReason {
  readonly kind: string;
  /** Of `changed`: what changed, in words. */
  readonly what?: readonly string[];
}

export interface Missed {
  readonly task: string;
  readonly node: string;
  readonly spec: TaskSpec;
  readonly identity: string;
  readonly code: string;
  readonly params: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, readonly Value[]>>;
}

/**
 * Why nothing on record serves for a node. It is held against the same node's last result, else against the most
 * similar node's, else against its own attempt. Where several are as good, each one's answer is right.
 */
export function whyMissed(missed: Missed, memory: Memory): readonly ExpectedReason[] {
  const past = memory.past.filter(({ task, run }) => task === missed.task && run < memory.run);
  const own = past.filter(({ node }) => node === missed.node);
  const last = own.at(-1);
  if (last && !isEnd(last) && last.identity === missed.identity) {
    return [{ kind: 'unfinished', what: [last.status] }];
  }
  const ended = own.findLast(isEnd);
  const compared = ended ? [ended] : similar(missed, past);
  if (compared.length > 0) return compared.map((before) => difference(missed, before));
  return last ? [difference(missed, last)] : [{ kind: 'never-ran' }];
}

const isEnd = ({ status }: Past): boolean => status === 'ran' || status === 'cached';

/** Of the last results of all nodes: the newest that differ in one parameter, else of those with most in common. */
function similar({ params }: Missed, past: readonly Past[]): Past[] {
  const last = [...new Map(past.filter(isEnd).map((one) => [one.node, one])).values()];
  const names = Object.keys(params);
  const same = (one: Past): number => names.filter((name) => one.params[name] === params[name]).length;
  const near = names.length === 0 ? last : last.filter((one) => same(one) >= names.length - 1);
  const most = Math.max(...last.map(same));
  const best = near.length > 0 ? near : last.filter((one) => same(one) === most);
  const newest = Math.max(...best.map(({ run }) => run));
  return best.filter(({ run }) => run === newest);
}

function difference(now: Missed, before: Past): ExpectedReason {
  if (before.identity === now.identity) return { kind: 'artifact-damaged' };
  const code = before.code === now.code || now.spec.isVersioned ? [] : ['code'];
  const params = now.spec.params
    .filter(({ name, significant }) => significant && before.params[name] !== now.params[name])
    .map(({ name }) => `${name}: ${before.params[name]} → ${now.params[name]}`);
  // Other parameters have other inputs: that another node's differ explains nothing.
  const areItsInputs = before.node === now.node || params.length === 0;
  const inputs = now.spec.inputs
    .filter(({ significant }) => significant && areItsInputs)
    .flatMap(({ field }) => {
      const [from, to] = [before.inputs[field] ?? [], now.inputs[field]!];
      const changed = to.filter(({ n }, i) => n !== from[i]?.n).length;
      return changed === 0 && from.length === to.length
        ? []
        : [`${field}: ${changed} of ${from.length} → ${to.length}`];
    });
  const what = [...code, ...params, ...inputs];
  // What its author says changed can't be seen.
  return what.length === 0 ? { kind: 'version-changed' } : { kind: 'changed', what };
}
