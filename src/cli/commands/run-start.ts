import { resolve } from 'node:path';
import type { Class } from '../../authoring/notes.ts';
import type { ResolvedSettings } from '../../config/load.ts';
import { shownPath } from '../../modules/stack.ts';
import type { RunsOn } from '../../project/read-run-location.ts';
import { Project } from '../../project/project.ts';
import { type Prepared, prepare } from '../../project/prepare.ts';
import { Plan } from '../../plan/plan.ts';
import { rehearse } from '../../project/execute-run.ts';
import { readTimeout } from '../../project/time-limit.ts';
import type { PlannedNode } from '../../scheduler/dry-run.ts';
import { jsonFlag, profileFlag } from '../command.ts';
import type { Flag, FlagValues } from '../flags.ts';
import { quote } from '../../values/shell-command.ts';
import { planDocument, planText } from '../render/plan.ts';
import { type Terminal, bold, yellow } from '../terminal.ts';
import { type AuditRequest, readAuditRequest } from './audit-request.ts';
import { type Afterwards, type HowToRun, perform } from './run-perform.ts';

/** The options of all that runs a plan. */
export const runFlags = [
  { name: 'dry-run', type: 'boolean', doc: 'print for each node whether it would run, and why; run nothing' },
  {
    name: 'on',
    type: 'choice',
    choices: ['here', 'sagemaker'],
    doc: 'where tasks run: on this machine, which is the default, or as jobs of Amazon SageMaker',
  },
  { name: 'concurrency', type: 'count', doc: 'how many tasks may run at a time' },
  { name: 'force', type: 'boolean', doc: 'run everything again' },
  {
    name: 'force-from',
    type: 'text',
    value: '<Task>',
    many: true,
    doc: 'run this task again, and all that comes after',
  },
  {
    name: 'timeout',
    type: 'text',
    value: '<duration>',
    doc: "stop after so long, such as '2 h' or '30 min': the run has failed then",
  },
  {
    name: 'audit',
    type: 'text',
    value: '<share | count>',
    doc: "when it has succeeded, execute so many of its results again, each alone, and compare: '5%' or 20",
  },
  { name: 'audit-seed', type: 'text', value: '<seed>', doc: 'draw the same results as the audit that printed it' },
  { name: 'fail-fast', type: 'boolean', doc: 'stop at the first failure that nothing tolerates' },
  profileFlag,
  jsonFlag,
  { name: 'quiet', short: 'q', type: 'boolean', doc: 'print failures and the summary only' },
  { name: 'verbose', type: 'boolean', doc: 'print every node, all that tasks log, and whole stacks' },
] as const satisfies readonly Flag[];

/** The options that were typed besides parameters, and how the run is to go. */
export interface Typed extends Omit<HowToRun, 'command' | 'resume' | 'secrets' | 'origin'> {
  readonly dryRun: boolean;
  readonly on: RunsOn;
  /** The audit to make at the end of the run; undefined for none. */
  readonly audit: AuditRequest | undefined;
}

const auditNames = { sample: 'audit', seed: 'audit-seed' };

/** Reads those of {@link runFlags} that a command takes; `invoked` is what was typed before them. */
export function howToRun(flags: Partial<FlagValues<typeof runFlags>>, invoked: string): Typed {
  const { concurrency, timeout } = flags;
  return {
    force: flags.force ?? false,
    forceFrom: new Set(flags.forceFrom),
    failFast: flags.failFast ?? false,
    ...(concurrency && { concurrency }),
    ...(timeout !== undefined && { timeout: readTimeout('--timeout', timeout) }),
    loudness: flags.quiet ? 'quiet' : flags.verbose ? 'verbose' : 'normal',
    json: flags.json ?? false,
    dryRun: flags.dryRun ?? false,
    on: flags.on ?? 'here',
    audit: readAuditRequest({ ...flags, sample: flags.audit, seed: flags.auditSeed }, auditNames, invoked),
  };
}

/** Gives the options that go for the next attempt as well, as words of a command. */
export function optionsAgain(flags: Partial<FlagValues<typeof runFlags>>): string[] {
  const { profile, on, concurrency, timeout, audit, auditSeed } = flags;
  const words = Object.entries({ profile, on, concurrency, timeout, audit, 'audit-seed': auditSeed }).flatMap(
    ([name, value]) => (value === undefined ? [] : [`--${name}`, quote(String(value))]),
  );
  return flags.failFast ? [...words, '--fail-fast'] : words;
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
