import type { RunReport } from '../../scheduler/report.ts';
import { display } from '../../values/display.ts';
import { formatDuration } from '../../values/duration.ts';
import { bold, cyan, dim, fit, green, red, yellow } from '../terminal.ts';
import { failureText } from './failure.ts';
import { inline } from './values.ts';

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
  readonly verbose: boolean;
}

const most = 5;

/** What ran, was found, failed and was skipped, where the output is, and the lines to paste next. */
export function summaryText({ report, output, outputIds, place, resume, secrets, verbose }: SummaryParts): string {
  const failed = report.nodes.filter(({ status }) => status === 'failed');
  const parts: string[] = failed.slice(0, most).map((node) => `${failureText(node, verbose)}\n`);
  if (failed.length > most)
    parts.push(red(`… and ${failed.length - most} more failed; clew show ${report.run} lists them\n`));
  parts.push(headline(report));
  if (report.stopped !== null) parts.push(red(report.stopped));
  parts.push(...skippedLines(report));
  if (report.status === 'succeeded') {
    const value = inline(display(output) ?? null);
    if (output !== undefined) parts.push(`${bold('output')}  ${fit(value, 400)}${place ? dim(`  (in ${place})`) : ''}`);
    if (outputIds[0])
      parts.push(
        `${bold('id')}      ${cyan(outputIds[0])}${outputIds.length > 1 ? dim(`  and ${outputIds.length - 1} more`) : ''}`,
      );
    if (outputIds[0]) parts.push(`${bold('trace')}   npx clew bt ${outputIds[0]}`);
  } else {
    parts.push(`${bold('resume')}  ${resume}`);
    if (secrets.length > 0)
      parts.push(dim(`        with ${secrets.join(' and ')} in the environment: secrets are not kept`));
    parts.push(dim('        what has run will not run again'));
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

function skippedLines({ nodes }: RunReport): string[] {
  const skipped = nodes.filter(({ status }) => status === 'skipped');
  const lines = skipped.slice(0, most).map(({ node, reason }) => dim(`  skipped ${node.label}: ${reason}`));
  return skipped.length > most ? [...lines, dim(`  … and ${skipped.length - most} more skipped`)] : lines;
}
