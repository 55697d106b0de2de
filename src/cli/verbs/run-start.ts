import type { Class } from '../../authoring/notes.ts';
import type { ResolvedSettings } from '../../config/load.ts';
import { shownPath } from '../../modules/stack.ts';
import { type RunsOn, readOn } from '../../project/on.ts';
import { Project } from '../../project/open.ts';
import { type Prepared, prepare } from '../../project/prepare.ts';
import { rehearse } from '../../project/run.ts';
import { readTimeout } from '../../project/time-limit.ts';
import type { PlannedNode } from '../../scheduler/dry-run.ts';
import type { Options } from '../flags.ts';
import { planDocument, planText } from '../render/plan.ts';
import { type Terminal, yellow } from '../terminal.ts';
import { type HowToRun, perform } from './run-perform.ts';

/** What was typed besides parameters, and how the run is to go. */
export interface Typed extends Omit<HowToRun, 'command' | 'resume' | 'secrets' | 'origin'> {
  readonly dryRun: boolean;
  readonly on: RunsOn;
}

/** Reads the options of `run-flags`. */
export function howToRun(options: Options): Typed {
  const concurrency = options.count('concurrency');
  const timeout = options.text('timeout');
  return {
    force: options.has('force'),
    forceFrom: new Set(options.texts('force-from')),
    failFast: options.has('fail-fast'),
    ...(concurrency && { concurrency }),
    ...(timeout !== undefined && { timeout: readTimeout('--timeout', timeout) }),
    loudness: options.has('quiet') ? 'quiet' : options.has('verbose') ? 'verbose' : 'normal',
    json: options.has('json'),
    dryRun: options.has('dry-run'),
    on: readOn('--on', options.text('on') ?? 'here'),
  };
}

export interface Start {
  readonly settings: ResolvedSettings;
  readonly task: Class;
  readonly params: Readonly<Record<string, unknown>>;
  readonly how: HowToRun & Typed;
  /** What paths of code count from, where that isn't the project's root. */
  readonly root?: string;
  /** Has a look at the plan before anything runs. */
  readonly check?: (prepared: Prepared) => void;
}

/** Makes the plan, and runs it or says what it would run. Gives the exit code. */
export async function start({ settings, task, params, how, root, check }: Start, terminal: Terminal): Promise<number> {
  await using project = await Project.open(settings);
  const { dryRun: whole, on } = how;
  const prepared = prepare(project, task, params, { whole, on, ...(root !== undefined && { root }) });
  check?.(prepared);
  if (how.loudness !== 'quiet') sayStandIns(prepared, terminal);
  if (!how.dryRun) return await perform(project, prepared, how, terminal);
  const nodes = await rehearse(project, prepared, how);
  const { label } = prepared.plan.target;
  const there = on === 'sagemaker' ? await elsewhere(nodes, prepared, project) : undefined;
  if (how.json) terminal.json({ ...planDocument(nodes, label), ...there?.document });
  else terminal.out(planText(nodes, label) + (there ? `\n${there.text}` : ''));
  return 0;
}

/** What would be spent. Loaded by those alone who have a use for it. */
async function elsewhere(
  nodes: readonly PlannedNode[],
  prepared: Prepared,
  project: Project,
): Promise<{ readonly text: string; readonly document: object }> {
  const [{ estimate }, { estimateText }] = await Promise.all([
    import('../../project/sagemaker/estimate.ts'),
    import('../render/jobs.ts'),
  ]);
  const sagemaker = await estimate(nodes, prepared, project);
  return { text: estimateText(sagemaker), document: { sagemaker } };
}

function sayStandIns({ standIns }: Prepared, terminal: Terminal): void {
  for (const [name, folder] of standIns) {
    terminal.note(yellow(`storage '${name}' has no bucket in the settings: using the folder ${shownPath(folder)}`));
  }
}
