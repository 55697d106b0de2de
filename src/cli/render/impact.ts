import type { NodeStatus } from '../../lineage/entries.ts';
import type { Reached } from '../../lineage/impact.ts';
import { bold, cyan, dim } from '../terminal.ts';
import type { Page } from '../../inspect/page.ts';
import { visible } from '../../values/controls.ts';
import { runStatusText } from './status.ts';
import { moment } from './values.ts';
import { wrap } from './wrap.ts';
import { shellCommand } from '../../values/shell-command.ts';

/** Counts what is reached while it comes by; as JSON, what `--json` promises. */
export class Tally {
  /** With those that were asked for. */
  rows = 0;
  componentRuns = 0;
  outputIds = 0;
  readonly byComponent = new Map<string, { componentRuns: number; outputIds: number }>();

  add({ isStart, component, outputIds }: Reached): void {
    this.rows += 1;
    this.outputIds += outputIds;
    let of = this.byComponent.get(component);
    if (!of) this.byComponent.set(component, (of = { componentRuns: 0, outputIds: 0 }));
    of.outputIds += outputIds;
    if (isStart) return;
    this.componentRuns += 1;
    of.componentRuns += 1;
  }

  toJSON(): unknown {
    const { componentRuns, outputIds } = this;
    return { componentRuns, outputIds, byComponent: Object.fromEntries(this.byComponent) };
  }
}

/** One component run, and below it the output ids that it gave out. */
export function* reachedLines(one: Reached, width: number): Generator<string> {
  const { componentRun, component, node, status, endedAt, isStart, outputIds, some } = one;
  const facts = [runStatusText(status as NodeStatus), moment(endedAt), dim(componentRun)];
  yield wrap(`${bold(node ?? component)}  ${facts.join('  ')}${isStart ? dim('  itself') : ''}`, width, '  ');
  for (const { id, label } of some)
    yield wrap(`  → ${cyan(visible(id))}${label === null ? '' : `  ${visible(label)}`}`, width, '  ');
  if (outputIds > some.length) yield dim(`  … and ${outputIds - some.length} more`);
}

const maxComponents = 10;

/** How much it was. */
export function* tallyLines(
  tally: Tally,
  { page, offset, limit }: Page,
  asked: string,
  width: number,
): Generator<string> {
  const { rows, componentRuns, outputIds } = tally;
  if (rows > 0 && offset >= rows) yield `There is no page ${page}.`;
  else if (rows > offset + limit) {
    yield wrap(dim(`… and ${rows - offset - limit} more; --page ${page + 1}, or --limit ${rows} for all`), width, '  ');
  }
  const runs = componentRuns === 0 ? 'No component run' : count(componentRuns, 'component run');
  const ids = outputIds === 0 ? 'no output id' : count(outputIds, 'output id');
  const counts = [...tally.byComponent]
    .filter(([, of]) => of.componentRuns > 0)
    .toSorted(([, a], [, b]) => b.componentRuns - a.componentRuns)
    .map(([name, of]) => `${of.componentRuns} ${name}`);
  if (counts.length > maxComponents) counts.splice(maxComponents, Infinity, 'and others');
  yield wrap(
    `${bold(`${runs} and ${ids}`)} came of it${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`,
    width,
    '  ',
  );
  if (outputIds > 0) yield wrap(dim(`${shellCommand('clew impact --output-ids', asked)} lists them all`), width, '  ');
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
