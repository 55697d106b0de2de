import type { NodeRow } from '../../lineage/query-results.ts';
import {
  dependencyWords,
  fileWords,
  inputWords,
  packageWords,
  paramWords,
  unsaid,
} from '../../scheduler/why/reason-text.ts';
import type { Compared } from '../../scheduler/why/reason.ts';
import type { Explained } from '../../inspect/recorded-reason.ts';
import { bold, dim } from '../terminal.ts';
import { runStatusText } from './status.ts';
import { rowsText } from './rows.ts';
import { ago, moment } from './values.ts';
import { wrap } from './wrap.ts';
import { shellCommand } from '../../values/shell-command.ts';

const maxRows = 20;

/** Why one component run ran or didn't, and what it was held against. */
export function whyText(
  row: NodeRow,
  run: string | null,
  { comparedWith, changes, sizes }: Explained,
  width = Infinity,
): string {
  const { code, params, inputs } = changes;
  const head = `${bold(row.node ?? row.component)} ${runStatusText(row.status)}  ${dim(`${row.componentRun}${run ? ` of ${run}` : ''}, ${ago(row.endedAt)}`)}`;
  const facts: string[][] = [[dim('why'), row.status === 'cached' ? `cached: ${row.reason}` : row.reason]];
  // Someone who asks about a failed one may not want to know why it was run.
  if (row.error)
    facts.push([
      dim('failed'),
      `${row.error.message.split('\n', 1)[0]!}; ${shellCommand('clew show', row.componentRun)}`,
    ]);
  if (!comparedWith) {
    facts.push([dim('compared with'), `nothing: no earlier component run of ${row.component} is on record`]);
    return text(head, facts, width);
  }
  const { node, componentRun, at } = comparedWith;
  const which = sameness(row, comparedWith) ?? `${node ?? row.component}, the most similar one`;
  facts.push([
    dim('compared with'),
    `${componentRun}${comparedWith.run ? ` of ${comparedWith.run}` : ''}, ${moment(at)}: ${which}`,
  ]);
  const files = (code?.files ?? []).map((file) =>
    file.change === 'changed' ? `${file.path} changed` : fileWords(file),
  );
  if (code?.moved) files.unshift(`the task is in ${code.moved.to} now, it was in ${code.moved.from}`);
  if (code && code.moreFiles > 0) files.push(`and ${code.moreFiles} more`);
  facts.push(...lines('code', files, `the same, ${count(sizes.files, 'file')}`));
  if (sizes.packages > 0 || code?.packages.length) {
    facts.push(
      ...lines('packages', code?.packages.map(packageWords) ?? [], `the same, ${count(sizes.packages, 'package')}`),
    );
  }
  if (sizes.params > 0 || params.length > 0)
    facts.push(...lines('params', params.map(paramWords), `the same, ${count(sizes.params, 'parameter')}`));
  if (sizes.inputs > 0 || inputs.length > 0)
    facts.push(...lines('inputs', inputs.map(inputWords), `the same, ${count(sizes.inputs, 'input')}`));
  const used = unsaid(changes).map((one) => dependencyWords(one, row.component));
  if (used.length > 0) facts.push(...lines('used', used, ''));
  return text(head, facts, width);
}

const text = (head: string, facts: readonly (readonly string[])[], width: number): string =>
  [wrap(head, width, '  '), rowsText(facts, width)].join('\n');

/** A registered call is no node: it is held against the call before it. */
function sameness({ node }: NodeRow, before: Compared): string | undefined {
  if (node === null) return before.node === null ? 'the call before it' : undefined;
  return before.node === node ? 'the same node' : undefined;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function lines(name: string, texts: readonly string[], same: string): string[][] {
  if (texts.length === 0) return [[dim(name), dim(same)]];
  const shown = texts.slice(0, maxRows);
  if (texts.length > maxRows) shown.push(dim(`… and ${texts.length - maxRows} more; --json has them all`));
  return shown.map((text, i) => [i === 0 ? dim(name) : '', text]);
}
