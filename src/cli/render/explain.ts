import type { RunExplanation } from '../../inspect/explain/explain-run.ts';
import type { FlagMark } from '../../lineage/annotations.ts';
import type { Explanation, StaleStep, Step } from '../../inspect/explain/explanation.ts';
import { formatExact } from '../../values/duration.ts';
import { bold, dim, fit, green, red, yellow } from '../terminal.ts';
import { runLines } from './explain-run.ts';
import { visible } from '../../values/controls.ts';
import { counted, listed, spokenDay, spokenMetrics, spokenMoment, spokenParams, times } from './plain-words.ts';
import { wrap } from './wrap.ts';

const maxOutside = 5;
/** People read lines of this length; longer ones get lost on the way back. */
const comfortable = 88;

interface Telling {
  /** With what engineers look things up by. */
  readonly ids: boolean;
  /** How many steps are told, the last ones. */
  readonly limit: number;
  readonly width: number;
}

/** A trace, or a run, in plain sentences. */
export function explainText(explanation: Explanation | RunExplanation, { ids, limit, width }: Telling): string {
  const run = 'run' in explanation ? explanation.run : undefined;
  if (explanation.steps.length === 0 && !run)
    return `${bold(visible(explanation.asked))} came from outside: nobody on record made it.`;
  const sections: [string, string[]][] = [
    ['', flaggedLines(explanation.flagged)],
    ['', run ? [...runLines(run, ids), ...sourceLines(explanation.steps)] : whatLines(explanation, ids)],
    ['How it came about', stepLines(explanation, ids, limit)],
    ['How good it is', qualityLines(explanation.steps)],
    ['Who to ask', explanation.steps.length === 0 ? [] : ownerLines(explanation.steps)],
    ['Is it up to date?', explanation.steps.length === 0 ? [] : staleLines(explanation, ids)],
  ];
  const flow = (line: string): string =>
    wrap(
      line,
      width === Infinity ? width : Math.min(width, comfortable),
      /^\d+\. /.test(line) ? '   ' : line.includes('• ') ? '  ' : '',
    );
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [...(title === '' ? [] : [bold(title)]), ...lines.map(flow)].join('\n'))
    .join('\n\n');
}

/** First of all: who reads on should know. */
function flaggedLines(flagged: readonly FlagMark[]): string[] {
  const lines = flagged.slice(0, maxOutside).map(({ outputId, because, author, at }) => {
    const said = `${author ?? 'Somebody'} said on ${spokenMoment(new Date(at).toISOString())} that ${visible(outputId)} is bad`;
    return red(`Careful: ${said}${because === null ? '.' : `: ${visible(because).replace(/[.]$/, '')}.`}`);
  });
  const left = flagged.length - lines.length;
  return left > 0 ? [...lines, red(`And so are ${counted(left, 'other')} that it gave out.`)] : lines;
}

function whatLines({ asked, label, steps }: Explanation, ids: boolean): string[] {
  const last = steps.at(-1)!;
  const name = label === null ? 'What you asked about' : `“${visible(label)}”`;
  const id = ids || label === null ? ` (${visible(asked)})` : '';
  const made =
    last.error === null
      ? `was made on ${spokenMoment(last.first)} by ${maker(last)}.`
      : `was not made: ${maker(last)} failed on ${spokenMoment(last.first)}, because of this: ${last.error}.`;
  const given = spokenParams(last.params);
  const how = last.error === null ? 'It was made' : 'It was to be made';
  return [`${bold(name)}${id} ${made}${given === '' ? '' : ` ${how} for ${given}.`}`, ...sourceLines(steps)];
}

const maker = ({ component, doc }: Step): string => (doc ? `${component} (${doc.replace(/[.]$/, '')})` : component);

/** From which data: where the way back ends. */
function sourceLines(steps: readonly Step[]): string[] {
  const sources = steps.filter(({ isSource }) => isSource);
  const outside = outsideLines(steps);
  if (sources.length === 0 || sources.includes(steps.at(-1)!)) return outside;
  const named = sources.map(({ component, params, last }) => {
    const given = spokenParams(params);
    return `${component}${given === '' ? '' : ` (${given})`}, last on ${spokenDay(last)}`;
  });
  return [`It goes back to what was brought in by ${listed(named)}.`, ...outside];
}

/** Data that nobody on record has made. */
function outsideLines(steps: readonly Step[]): string[] {
  const all = [...new Set(steps.flatMap(({ outside }) => outside))];
  if (all.length === 0) return [];
  const more = all.length > maxOutside ? [counted(all.length - maxOutside, 'other')] : [];
  return [`From outside came ${listed([...all.slice(0, maxOutside).map((one) => fit(one, 80)), ...more])}.`];
}

function stepLines({ steps }: Explanation, ids: boolean, limit: number): string[] {
  const shown = steps.slice(-limit);
  const lines = shown.map((step, i) => {
    const { component, doc, componentRuns, first, last, params } = step;
    const given = spokenParams(params);
    const often = componentRuns.length === 1 ? '' : `, ${times(componentRuns.length)}`;
    const when =
      spokenDay(first) === spokenDay(last) ? `on ${spokenDay(last)}` : `from ${spokenDay(first)} to ${spokenDay(last)}`;
    const told = [doc ? ` ${/[.?!]$/.test(doc) ? doc : `${doc}.`}` : '', given === '' ? '' : ` With ${given}.`].join(
      '',
    );
    const known = ids ? dim(` [${componentRuns.slice(0, 5).join(', ')}${componentRuns.length > 5 ? ', …' : ''}]`) : '';
    return `${i + 1}. ${bold(component)}${often}, ${when}.${told}${known}`;
  });
  const left = steps.length - shown.length;
  return left > 0
    ? [dim(`After ${counted(left, 'earlier step')}, which --limit ${steps.length} tells as well:`), ...lines]
    : lines;
}

/** The models that took part; where there is none, whatever was measured. */
function qualityLines(steps: readonly Step[]): string[] {
  const models = steps.filter(({ modelFamily }) => modelFamily !== null);
  const told = (models.length > 0 ? models : steps).filter(({ metrics }) => Object.keys(metrics).length > 0);
  const lines = told.map(({ component, modelFamily, metrics, last, componentRuns }) => {
    const scores = `${componentRuns.length > 1 ? 'Their' : 'Its'} scores: ${spokenMetrics(metrics)}.`;
    if (modelFamily === null) return `${component}, on ${spokenDay(last)}. ${scores}`;
    if (componentRuns.length === 1)
      return `The model (a ${modelFamily}) was made by ${component} on ${spokenDay(last)}. ${scores}`;
    return `${componentRuns.length} models (${modelFamily}) were made by ${component}, the last on ${spokenDay(last)}. ${scores}`;
  });
  const silent = models.filter(({ metrics }) => Object.keys(metrics).length === 0);
  return [...lines, ...silent.map(({ component }) => `How good the model of ${component} is was not measured.`)];
}

function ownerLines(steps: readonly Step[]): string[] {
  const owners = Map.groupBy(steps, ({ owner }) => owner ?? '');
  const nobody = (owners.get('') ?? []).map(({ component }) => component);
  owners.delete('');
  const named = [...owners].map(([owner, of]) => `${bold(owner)} for ${listed(of.map(({ component }) => component))}.`);
  if (nobody.length === 0) return named;
  const rest = named.length === 0 ? 'Nobody is named as responsible.' : `Nobody is named for ${listed(nobody)}.`;
  return [...named, rest];
}

/** Each reason once for each step, however many component runs it is true of. */
function staleLines({ stale }: Explanation, ids: boolean): string[] {
  if (stale.length === 0) return [green('As far as can be told, yes.')];
  const lines = Map.groupBy(stale, staleKey);
  return Array.from(lines, ([, of]) => {
    const known = ids ? dim(` [${[...new Set(of.map(idOf))].slice(0, 5).join(', ')}]`) : '';
    return `• ${staleSentence(of)}${known}`;
  }).map((line) => yellow(line));
}

const staleKey = ({ component, reason }: StaleStep): string => {
  if (reason.kind === 'newer-input') return `newer ${taskOf(reason.newer.node)}`;
  return reason.kind === 'code-changed' ? reason.kind : `${reason.kind} ${component}`;
};

const taskOf = (node: string): string => node.replace(/[(#].*$/s, '');

function staleSentence(of: readonly StaleStep[]): string {
  const [{ component, reason }] = of as [StaleStep];
  switch (reason.kind) {
    case 'newer-self':
      return `${component} has made it again since, on ${spokenMoment(reason.newer.at)}, and it came out differently.`;
    case 'newer-input': {
      const newer = of.flatMap((one) => (one.reason.kind === 'newer-input' ? [one.reason.newer] : []));
      const latest = newer
        .map(({ at }) => at)
        .toSorted()
        .at(-1)!;
      const many = new Set(newer.map(({ componentRun }) => componentRun)).size;
      const what = many === 1 ? 'a newer result' : `${many} newer results`;
      return `${taskOf(reason.newer.node)} has given ${what} since, on ${spokenMoment(latest)}; ${listed(componentsOf(of))} used an older one.`;
    }
    case 'code-changed':
      return `The way ${listed(componentsOf(of))} ${componentsOf(of).length === 1 ? 'works' : 'work'} has been changed since.`;
    case 'too-old':
      return `What ${component} gives is meant to be used for ${formatExact(reason.freshFor)}; this was made on ${spokenMoment(reason.made)}.`;
    case 'last-failed':
      return `${component} failed when it last ran, on ${spokenMoment(reason.failed.at)}.`;
  }
}

const componentsOf = (of: readonly StaleStep[]): string[] => [...new Set(of.map(({ component }) => component))];

function idOf({ reason, componentRun }: StaleStep): string {
  switch (reason.kind) {
    case 'newer-self':
    case 'newer-input':
      return reason.newer.componentRun;
    case 'last-failed':
      return reason.failed.componentRun;
    case 'too-old':
      return componentRun;
    case 'code-changed':
      return reason.files.join(', ') || componentRun;
  }
}
