import type { ComparedNode, ComparedRuns } from '../../inspect/compare-runs.ts';
import { shortDigest } from '../../values/digest.ts';
import { bold, dim, fit, green, red, yellow } from '../terminal.ts';

const maxRows = 10;

/** Which results are the same bytes as in the run that was repeated, and which are not. */
export function comparedText({ run, same, sameButIds, different, nodes, onlyThen, onlyNow }: ComparedRuns): string {
  const total = nodes.length;
  const count = `${total} result${total === 1 ? '' : 's'}`;
  const ids = sameButIds === 0 ? '' : `, ${sameButIds} with new output ids and otherwise the same`;
  const head =
    total === 0
      ? `nothing to compare with ${run}`
      : different === 0
        ? green(`same bytes as in ${run}: ${sameButIds === 0 ? count : `${same} of ${count}${ids}`}`)
        : yellow(
            `${different} of ${count} ${different === 1 ? 'differs' : 'differ'} from ${run}, ${same} same bytes${ids}`,
          );
  const changed = nodes.filter(({ outcome }) => outcome !== 'same' && outcome !== 'same-but-ids');
  const lines = changed.slice(0, maxRows).map((node) => `  ${words[node.outcome]}  ${node.node}  ${dim(change(node))}`);
  if (changed.length > maxRows) lines.push(dim(`  … and ${changed.length - maxRows} more; --json has them all`));
  const lists = [
    ['not this time', onlyThen],
    ['not then', onlyNow],
  ] as const;
  for (const [when, labels] of lists) {
    if (labels.length > 0) lines.push(dim(`  ${when}: ${fit(labels.join(', '), 200)}`));
  }
  return [`${bold('compare')} ${head}`, ...lines].join('\n');
}

const words = {
  same: '',
  'same-but-ids': '',
  differs: yellow('differs'),
  fails: red('fails now'),
  works: green('works now'),
};

function change({ before, now }: ComparedNode): string {
  const of = ({ digest, error, componentRun }: ComparedNode['before']): string =>
    `${digest ? shortDigest(digest) : fit(error ?? '', 60)} (${componentRun})`;
  return `${of(before)} → ${of(now)}`;
}
