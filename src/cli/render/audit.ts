import { shownFrame, shownPath } from '../../modules/stack.ts';
import type { AuditReport } from '../../project/audit/audit.ts';
import type { Finding, FindingKind, NotAudited } from '../../project/audit/finding.ts';
import type { IgnoredChange } from '../../project/audit/declarations.ts';
import type { MissingNote } from '../../project/audit/missing-notes.ts';
import type { OutputChange } from '../../project/audit/output-changes.ts';
import type { OutsideUse } from '../../runtime/job.ts';
import { quote } from '../../values/shell-command.ts';
import { bold, dim, fit, green, red, yellow } from '../terminal.ts';
import { contentLines } from './contents.ts';
import { visible } from '../../values/controls.ts';
import { counted } from './figures.ts';
import { wrap } from './wrap.ts';

const maxFindings = 20;
const maxLines = 8;

/** Renders an audit for people; `sample`: how much was asked for, as it was typed. */
export function auditText(report: AuditReport, sample: string, width: number): string {
  const { findings, notAudited } = report;
  const parts = findings.slice(0, maxFindings).map((finding) => findingText(finding, width));
  if (findings.length > maxFindings)
    parts.push(dim(`… and ${findings.length - maxFindings} more; --json has them all`));
  const blocks = parts.map((part) => `${part}\n`);
  return [...blocks, headText(report, sample, width), ...notAuditedLines(notAudited, width)].join('\n');
}

function headText(
  { target, seed, found, drawn, same, findings, isCancelled }: AuditReport,
  sample: string,
  width: number,
): string {
  if (found === 0) {
    const none = `${bold('audit')}   nothing was audited: nothing of ${visible(target)} would be found again.`;
    return wrap(`${none} run-workflow --dry-run says why.`, width, '        ');
  }
  const done = same + findings.length;
  const how = done === 1 ? 'executed again in a process of its own' : 'executed again, each in a process of its own';
  const verdict =
    findings.length > 0
      ? red(`${findings.length} not as on record, ${same} the same`)
      : done === 0
        ? yellow('nothing can be said')
        : green(done === 1 ? 'the same' : 'all the same');
  const head = `${bold('audit')}   ${done} of ${counted(found, 'result')} ${how}: ${verdict}`;
  const stopped = isCancelled ? [yellow(`        stopped before the end: ${drawn} were drawn`)] : [];
  const drawnBy = dim(
    `        sample ${sample}, seed ${visible(seed)}: --seed ${quote(seed)} of clew audit draws the same`,
  );
  return [wrap(head, width, '        '), ...stopped, wrap(drawnBy, width, '        ')].join('\n');
}

function findingText(finding: Finding, width: number): string {
  const { node, error, missing, ignored, output, outsideUses, componentRun } = finding;
  const lines = [
    wrap(`${red('✗')} ${bold(visible(node))} ${titles[finding.kind](finding)} ${dim(componentRun)}`, width, '  '),
    ...(error
      ? [wrap(`    ${visible(error.message)}${error.at ? dim(`  ${shownFrame(error.at)}`) : ''}`, width, '  ')]
      : []),
    ...missing.slice(0, maxLines).map((note) => wrap(`    not noted: ${noteWords(note)}`, width, '  ')),
    ...(missing.length > maxLines ? [dim(`    … and ${missing.length - maxLines} more that were not noted`)] : []),
    ...ignored.map((change) => wrap(`    changed, and declared not to matter: ${ignoredWords(change)}`, width, '  ')),
    ...output.slice(0, maxLines).flatMap((change) => changeLines(change, width)),
    ...(output.length > maxLines ? [dim(`    … and ${output.length - maxLines} more artifacts`)] : []),
    ...(missing.length > 0 ? [] : outsideUses.map((use) => wrap(`    it ${useWords(use)}`, width, '  '))),
  ];
  return [...lines, ...nextWords(finding).map((text) => dim(wrap(`    ${text}`, width)))].join('\n');
}

const titles: Readonly<Record<FindingKind, (finding: Finding) => string>> = {
  'missing-note': ({ output }) =>
    output.length > 0
      ? 'used something that is not on record, and gives a different result today.'
      : 'used something that is not on record, though its result is the same.',
  'not-deterministic': () => 'is not deterministic: executed again, it gives a different result each time.',
  outside: () => 'gives a different result today, the same one twice.',
  'process-state': () =>
    'depends on what ran before it in its process: alone it gives a different result, the same one twice.',
  declaration: () => 'gives a different result for what it says does not matter.',
  fails: () => 'fails today, and has a result on record.',
};

function noteWords({ kind, name }: MissingNote): string {
  if (kind === 'unknown') return visible(name);
  if (kind === 'working directory') return `the ${kind}`;
  return `${kind === 'resolution' ? 'the import' : `the ${kind}`} ${visible(name)}`;
}

const ignoredWords = ({ kind, name }: IgnoredChange): string =>
  kind === 'version' ? `the code under version ${visible(name)}` : `the ${kind} ${visible(name)}`;

function changeLines({ name, change, content }: OutputChange, width: number): string[] {
  const shown = name === 'output' ? 'its output' : visible(name);
  if (change !== 'other') return [`    ${shown} is ${change === 'new' ? 'new' : 'not stored any more'}`];
  if (!content) return [`    ${shown} has other bytes`];
  return contentLines({ role: 'output', name, index: null, from: '', to: '', ...content }, '    ', false, width);
}

const verbs: Readonly<Record<OutsideUse['kind'], string>> = {
  clock: 'reads the clock',
  random: 'draws at random',
  network: 'asks the network',
  program: 'starts a program',
  native: 'loads native code',
  database: 'opens a database',
};

function useWords({ kind, what, at, package: by }: OutsideUse): string {
  const where = at ? ` at ${shownFrame(at)}` : '';
  const through = by === null ? '' : at ? ` (by ${by})` : ` in ${by}`;
  const shown = fit(visible(what), 60);
  return `${verbs[kind]}: ${shown}${where}${through}`;
}

/** Says what can be done, by what it may be the cause of. */
function nextWords({ kind, missing, outsideUses }: Finding): string[] {
  if (kind === 'missing-note') return missingNext(missing);
  if (kind === 'fails') return ['What it needs may not be there today: a variable, a file, a server.'];
  if (kind === 'declaration') return ['Let it matter: take away `significant: false`, or give another `version`.'];
  const kinds = new Set(outsideUses.map((use) => use.kind));
  const words: string[] = [];
  if (kinds.has('clock')) words.push('Take the moment as a parameter.');
  if (kinds.has('random')) words.push('Take a seed as a parameter, and draw by it.');
  if (kinds.has('network')) words.push('Ask for it in a task of its own, with `cache: false` or `cacheFor`.');
  const files = outsideUses.find((use) => unseenReaders.has(use.kind));
  if (files) {
    const file = files.kind === 'database' ? files.what : 'data/*.csv';
    words.push(`It may read files unseen: say them with @Task({ reads: ['${visible(file)}'] }).`);
  }
  if (kind === 'process-state') words.push('Mostly it is a value that a module remembers: make it in run().');
  if (words.length === 0) words.push('Where it is to be so, give the task `cache: false`.');
  return words;
}

const unseenReaders = new Set<OutsideUse['kind']>(['database', 'native', 'program']);

function missingNext(missing: readonly MissingNote[]): string[] {
  const file = missing.find(({ kind }) => kind === 'file' || kind === 'module');
  const say = file ? [`Until then, say it with @Task({ reads: ['${visible(file.name)}'] }).`] : [];
  return ['Clew should have noted it: please report this.', ...say];
}

function notAuditedLines(nodes: readonly NotAudited[], width: number): string[] {
  const lines = nodes
    .slice(0, maxLines)
    .map(({ node, reason }) => dim(wrap(`        not executed: ${visible(node)}: ${reason}`, width, '  ')));
  return nodes.length > maxLines ? [...lines, dim(`        … and ${nodes.length - maxLines} more`)] : lines;
}

/** Gives an audit as JSON. */
export function auditDocument({ findings, isCancelled, ...report }: AuditReport, sample: string): object {
  const { target, seed, found, drawn, same, notAudited } = report;
  return {
    target,
    sample,
    seed,
    cancelled: isCancelled,
    counts: { found, drawn, same, different: findings.length, notAudited: notAudited.length },
    findings: findings.map(({ error, outsideUses, ...finding }) => ({
      ...finding,
      error: error && {
        name: error.name,
        message: error.message,
        code: error.code,
        at: error.at && shownFrame(error.at),
      },
      outsideUses: outsideUses.map(({ at, ...use }) => ({
        ...use,
        at: at && shownFrame({ ...at, file: shownPath(at.file) }),
      })),
    })),
    notAudited,
  };
}
