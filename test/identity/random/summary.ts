import type { Result } from './play.ts';
import type { Sample } from './shrink.ts';

interface One {
  readonly index: number;
  readonly sample: Sample;
  readonly result: Result;
}

/** Summarizes the findings by kind, and the nodes that ran for nothing. */
export function summaryOf(all: readonly One[]): string {
  const sum = (of: (result: Result) => number): number => all.reduce((total, { result }) => total + of(result), 0);
  const [nodes, changed, missed] = [
    sum((one) => one.nodes),
    sum((one) => one.changed),
    sum((one) => one.missed.length),
  ];
  const rate = ((100 * missed) / Math.max(1, nodes - changed)).toFixed(1);
  const lines = [
    ...counted(
      'missed after',
      all.flatMap(({ sample, result }) => result.missed.map(() => sample.value.edit.kind)),
    ),
    ...counted(
      'wrong',
      all.flatMap(({ index, sample, result }) => {
        // What has no words of its own has an input that is wrong.
        const first = result.wrong.filter(({ words }, _, { length }) => words.length > 0 || length === 1);
        const kinds = first.map(({ kind, words }) => `${kind} after ${sample.value.edit.kind}: ${words.join(' ')}`);
        return [...new Set(kinds)].map((kind) => `${kind} #${index}`);
      }),
    ),
  ];
  return (
    `${all.length} programs of ${nodes} nodes: ${changed} had to run again, ${missed} of the others ran as well (${rate} %)` +
    lines.map((line) => `\n  ${line}`).join('')
  );
}

/** Puts findings of one kind on one line: the kind is what stands before `#`. */
function counted(what: string, kinds: readonly string[]): string[] {
  const groups = Map.groupBy(kinds, (kind) => kind.replace(/ #\d+$/, ''));
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([kind, { length }]) => {
      const places = (groups.get(kind) ?? []).flatMap((one) => / (#\d+)$/.exec(one)?.[1] ?? []).slice(0, 5);
      return `${what}: ${kind} (${[`${length}`, ...places].join(' ')})`;
    });
}
