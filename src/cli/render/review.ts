import type { Finding, Review } from '../../inspect/review/review.ts';
import type { Suspect } from '../../inspect/review/suspect.ts';
import { shortDigest } from '../../values/digest.ts';
import { bold, cyan, dim, fit, yellow } from '../terminal.ts';
import { counted, listed } from './plain-words.ts';
import { inline, moment } from './values.ts';
import { wrap } from './wrap.ts';
import { shellCommand } from '../../values/shell-command.ts';

interface Shown {
  readonly width: number;
  /** As it was asked for. */
  readonly since: string | undefined;
}

/** Renders what the flagged outputs have in common, for people. */
export function reviewText(review: Review, { width, since }: Shown): string {
  const { flagged, healthy, suspects } = review;
  const flow = (line: string, hang = ''): string => wrap(line, width, hang);
  if (flagged.outputIds.length === 0) {
    const when = since === undefined ? 'No output is flagged' : `No output was flagged in the last ${since}`;
    return flow(`${when}, so there is nothing to compare. clew flag <output id> --because … flags one.`);
  }
  const lines = [flow(headLine(review)), ''];
  if (healthy.componentRuns === 0) {
    const all = `Nothing healthy of ${listed(healthy.components)} is on record to compare with.`;
    lines.push(flow(yellow(`${all} What the flagged ones share comes first, and that proves little.`)), '');
  }
  if (flagged.componentRuns === 1 && suspects.length > 0) {
    lines.push(flow(dim('Only one component run is behind what is flagged: the more are, the more this tells.')), '');
  }
  if (suspects.length === 0) {
    lines.push(flow('Nothing on record led to the flagged ones more often than to the healthy ones.'));
  }
  suspects.forEach((finding, i) => {
    const mark = `${i + 1}. `;
    const indent = ' '.repeat(mark.length);
    lines.push(flow(`${mark}${bold(suspectText(finding.suspect))}  ${dim(finding.score.toFixed(2))}`, indent));
    lines.push(...findingLines(finding, review).map((line) => flow(indent + line, '  ')), '');
  });
  return lines.join('\n').trimEnd();
}

function headLine({ flagged, healthy }: Review): string {
  const ids = counted(flagged.outputIds.length, 'flagged output');
  const runs = flagged.componentRuns === flagged.outputIds.length ? '' : ` of ${runsText(flagged.componentRuns)}`;
  const beside = `beside ${healthy.componentRuns} healthy ${healthy.componentRuns === 1 ? 'one' : 'ones'}`;
  return `${bold(ids)}${runs}, ${beside} of ${listed(healthy.components)}`;
}

const runsText = (n: number): string => counted(n, 'component run');

/** How many outputs it led to, what is the same for all that is known, and what to do. */
function findingLines(finding: Finding, { flagged, healthy }: Review): string[] {
  const { alike, furtherAlike, outputIds } = finding;
  const counts = `led to ${finding.flagged} of ${flagged.componentRuns} flagged and ${finding.healthy} of ${healthy.componentRuns} healthy`;
  const others = alike.slice(0, maxAlike).map(suspectText);
  const left = alike.length + furtherAlike - others.length;
  if (left > 0) others.push(`${left} more`);
  return [
    `${counts}: ${outputIds.map((id) => cyan(id)).join(', ')}${finding.flagged > outputIds.length ? ', …' : ''}`,
    ...(others.length > 0 ? [dim(`so did ${listed(others)}`)] : []),
    nextOf(finding).join(dim(' · ')),
  ];
}

const maxAlike = 3;

/** A suspect in words. */
export function suspectText(suspect: Suspect): string {
  switch (suspect.kind) {
    case 'code':
      return `the code ${shortDigest(suspect.code)} of ${suspect.component}, in ${runsText(suspect.componentRuns)}`;
    case 'input': {
      const what = suspect.at === null ? `${suspect.name} from outside` : fit(suspect.at, 80);
      return `${what}, version ${shortDigest(suspect.digest)}`;
    }
    case 'param':
      return `${suspect.component}.${suspect.name} = ${fit(inline(suspect.value), 60)}`;
    case 'component run':
      return `${fit(suspect.node ?? suspect.component, 60)} of ${moment(suspect.at)} (${suspect.componentRun})`;
    case 'artifact':
      return `${suspect.name} of ${suspect.component} (${suspect.artifact})`;
  }
}

/** Commands that say more. */
export function nextOf({ suspect, outputIds }: Finding): string[] {
  switch (suspect.kind) {
    case 'code':
      return [
        shellCommand('clew history', suspect.component),
        shellCommand('clew impact', `${suspect.component}@${shortDigest(suspect.code)}`),
      ];
    case 'input':
    case 'artifact':
      return [shellCommand('clew impact', suspect.artifact), shellCommand('clew bt', outputIds[0] ?? suspect.artifact)];
    case 'param':
      return [
        shellCommand('clew history', suspect.component),
        ...outputIds.slice(0, 1).map((id) => shellCommand('clew bt', id)),
      ];
    case 'component run':
      return [shellCommand('clew bt', suspect.componentRun), shellCommand('clew impact', suspect.componentRun)];
  }
}
