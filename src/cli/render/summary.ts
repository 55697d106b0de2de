import type { RunReport } from '../../scheduler/report.ts';
import { blameWords } from '../../scheduler/create-report.ts';
import { toleratedWords } from '../../scheduler/tolerated-failures.ts';
import type { Reason } from '../../scheduler/why/reason.ts';
import { wordsOf } from '../../scheduler/why/reason-text.ts';
import { display } from '../../values/display.ts';
import { formatDuration } from '../../values/duration.ts';
import { bold, cyan, dim, fit, green, red, yellow } from '../terminal.ts';
import { failureText } from './failure.ts';
import { inline } from './values.ts';
import { shellCommand } from '../../values/shell-command.ts';

export interface SummaryParts {
  readonly report: RunReport;
  readonly output: unknown;
  readonly outputIds: readonly string[];
  /** Where the output's bytes are. */
  readonly place: string | null;
  /** The command that goes on from here. */
  readonly resume: string;
  /** Variables that the command needs besides: secrets are kept nowhere. */
  readonly secrets: readonly string[];
  /** It repeats another run: then nothing is gone on with. */
  readonly repeats: boolean;
  readonly verbose: boolean;
}

const maxRows = 5;

/** Renders what ran, was found, failed and was skipped, where the output is, and the lines to paste next. */
export function summaryText({
  report,
  output,
  outputIds,
  place,
  resume,
  secrets,
  repeats,
  verbose,
}: SummaryParts): string {
  const failed = report.nodes.filter((node) => node.status === 'failed' && (!node.tolerated || node === report.blame));
  const parts: string[] = failed.slice(0, maxRows).map((node) => `${failureText(node, verbose)}\n`);
  if (failed.length > maxRows)
    parts.push(
      red(`… and ${failed.length - maxRows} more failed; ${shellCommand('clew show', report.run)} lists them\n`),
    );
  parts.push(headline(report));
  if (report.stopped !== null) parts.push(red(report.stopped));
  else if (report.blame?.node.handling) parts.push(red(`${blameWords(report)!}.`));
  parts.push(...toleratedLines(report), ...whyLines(report), ...skippedLines(report));
  if (report.status === 'succeeded') {
    const value = inline(display(output) ?? null);
    if (output !== undefined) parts.push(`${bold('output')}  ${fit(value, 400)}${place ? dim(`  (in ${place})`) : ''}`);
    if (outputIds[0])
      parts.push(
        `${bold('id')}      ${cyan(outputIds[0])}${outputIds.length > 1 ? dim(`  and ${outputIds.length - 1} more`) : ''}`,
      );
    if (outputIds[0]) parts.push(`${bold('trace')}   ${shellCommand('npx clew bt', outputIds[0])}`);
  } else {
    parts.push(repeats ? `${bold('again')}   ${resume}` : `${bold('resume')}  ${resume}`);
    if (secrets.length > 0)
      parts.push(dim(`        with ${secrets.join(' and ')} in the environment: secrets are not kept`));
    if (!repeats) parts.push(dim('        what has run will not run again'));
  }
  return parts.join('\n');
}

function headline({ status, target, counts, ms, run }: RunReport): string {
  const colour = status === 'succeeded' ? green : status === 'failed' ? red : yellow;
  const words = (['ran', 'cached', 'failed', 'skipped', 'cancelled'] as const).filter((name) => counts[name] > 0);
  const numbers = words.map((name) => `${counts[name]} ${name}`).join(', ');
  const nothing = counts.cached === counts.total ? ' There was nothing to do:' : '';
  return `${colour(`${bold(target.node.label)} ${status}`)} in ${formatDuration(ms)}.${nothing} ${numbers}${dim(`  ${run}`)}`;
}

/**
 * The reasons that need no words: that it never ran before, and what runs at the end of a workflow whatever happens.
 */
const plain = new Set<Reason['kind']>(['cached', 'never-ran', 'workflow-over', 'workflow-failed']);

/** Why anything ran again, each reason once. */
function whyLines({ nodes }: RunReport): string[] {
  const groups = new Map<string, { readonly first: string; count: number }>();
  for (const { node, status, because, reason: said } of nodes) {
    if (because === null || plain.has(because.kind)) continue;
    const reason = status === 'ran' ? said : wordsOf(because, node.task);
    const group = groups.get(reason);
    if (group) group.count += 1;
    else groups.set(reason, { first: node.label, count: 1 });
  }
  const lines = [...groups].slice(0, maxRows).map(([reason, { first, count }]) => {
    return dim(`  why ${first}${count > 1 ? ` and ${count - 1} more` : ''}: ${reason}`);
  });
  return groups.size > maxRows
    ? [...lines, dim(`  … and ${groups.size - maxRows} more reasons; --verbose has all`)]
    : lines;
}

function toleratedLines({ tolerated, run }: RunReport): string[] {
  const lines = tolerated.slice(0, maxRows).map((failures) => yellow(toleratedWords(failures)));
  if (tolerated.length > maxRows)
    lines.push(dim(`  … and ${tolerated.length - maxRows} more inputs without all of theirs`));
  return lines.length > 0 ? [...lines, dim(`  ${shellCommand('clew show', run)} lists them`)] : lines;
}

function skippedLines({ nodes }: RunReport): string[] {
  const skipped = nodes.filter(({ status }) => status === 'skipped');
  const lines = skipped.slice(0, maxRows).map(({ node, reason }) => dim(`  skipped ${node.label}: ${reason}`));
  return skipped.length > maxRows ? [...lines, dim(`  … and ${skipped.length - maxRows} more skipped`)] : lines;
}
