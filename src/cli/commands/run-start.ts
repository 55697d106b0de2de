import { resolve } from 'node:path';
import type { Class } from '../../authoring/notes.ts';
import type { ResolvedSettings } from '../../config/load.ts';
import { shownPath } from '../../modules/stack.ts';
import { type RunsOn, readRunLocation } from '../../project/read-run-location.ts';
import { Project } from '../../project/project.ts';
import { type Prepared, prepare } from '../../project/prepare.ts';
import { Plan } from '../../plan/plan.ts';
import { rehearse } from '../../project/execute-run.ts';
import { readTimeout } from '../../project/time-limit.ts';
import type { PlannedNode } from '../../scheduler/dry-run.ts';
import type { Options } from '../flags.ts';
import { planDocument, planText } from '../render/plan.ts';
import { type Terminal, bold, yellow } from '../terminal.ts';
import { type AuditRequest, readAuditRequest } from './audit-request.ts';
import { type Afterwards, type HowToRun, perform } from './run-perform.ts';

/** The options that were typed besides parameters, and how the run is to go. */
export interface Typed extends Omit<HowToRun, 'command' | 'resume' | 'secrets' | 'origin'> {
  readonly dryRun: boolean;
  readonly on: RunsOn;
  /** The audit to make at the end of the run; undefined for none. */
  readonly audit: AuditRequest | undefined;
}

/** Reads the options of `run-flags`; `invoked` is what was typed before them. */
export function howToRun(options: Options, invoked: string): Typed {
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
    on: readRunLocation('--on', options.text('on') ?? 'here'),
    audit: readAuditRequest(options, { sample: 'audit', seed: 'audit-seed' }, invoked),
  };
}

export interface Start {
  readonly settings: ResolvedSettings;
  readonly task: Class;
  readonly params: Readonly<Record<string, unknown>>;
  readonly how: HowToRun & Typed;
  /** The folder that paths of code count from, where that isn't the project's root. */
  readonly root?: string;
  /** Has a look at the plan before anything runs. */
  readonly check?: (prepared: Prepared) => void;
}

/** Makes the plan, and runs it or says what it would run. Gives the exit code. */
export async function start({ settings, task, params, how, root, check }: Start, terminal: Terminal): Promise<number> {
  await using project = await Project.open(settings);
  const { dryRun: whole, on } = how;
  const from = root ?? settings.root;
  const prepared = await prepare(project, task, params, {
    whole,
    on,
    root: from,
    module: resolve(from, how.origin.module),
  });
  check?.(prepared);
  if (how.loudness !== 'quiet') sayStandIns(prepared, terminal);
  if (!how.dryRun) {
    const { audit } = how;
    const afterwards = audit && auditAfterwards(audit, prepared, params, how, terminal);
    return await perform(project, prepared, { ...how, ...(afterwards && { afterwards }) }, terminal);
  }
  const nodes = await rehearse(project, prepared, how);
  const { label } = prepared.plan.target;
  const there = on === 'sagemaker' ? await elsewhere(nodes, prepared, project) : undefined;
  if (how.json) await terminal.json({ ...planDocument(nodes, label), ...there?.document });
  else terminal.out(planText(nodes, label) + (there ? `\n${there.text}` : ''));
  return 0;
}

/** Audits what a run has given or found. Loaded by those alone who ask for it. */
function auditAfterwards(
  request: AuditRequest,
  prepared: Prepared,
  params: Start['params'],
  how: HowToRun,
  terminal: Terminal,
): NonNullable<HowToRun['afterwards']> {
  return async (project, { status }): Promise<Afterwards> => {
    if (status !== 'succeeded') {
      return { text: `${bold('audit')}   not done, because the run did not succeed`, document: { audit: null } };
    }
    const { auditRun } = await import('./audit-perform.ts');
    // A run releases the nodes of long lists, so the plan is made again from the same code.
    const plan = new Plan(prepared.plan.tasks, params, { hasher: prepared.plan.hasher });
    return await auditRun(project, { ...prepared, plan }, request, how, terminal);
  };
}

/** Estimates what would be spent. The code for it is loaded by those alone who have a use for it. */
async function elsewhere(
  nodes: readonly PlannedNode[],
  prepared: Prepared,
  project: Project,
): Promise<{ readonly text: string; readonly document: object }> {
  const [{ estimate }, { estimateText }] = await Promise.all([
    import('../../project/sagemaker/estimate.ts'),
    import('../render/job-list.ts'),
  ]);
  const sagemaker = await estimate(nodes, prepared, project);
  return { text: estimateText(sagemaker), document: { sagemaker } };
}

function sayStandIns({ standIns }: Prepared, terminal: Terminal): void {
  for (const [name, folder] of standIns) {
    terminal.note(yellow(`storage '${name}' has no bucket in the settings: using the folder ${shownPath(folder)}`));
  }
}
