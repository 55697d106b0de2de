import type { JobSource, TaskResult } from '../../runtime/job.ts';
import type { CachedNode } from '../../scheduler/dry-run.ts';
import type { RunEmitter } from '../../scheduler/events.ts';
import { decodeDependencies } from '../../dependencies/dependencies.ts';
import type { Project } from '../project.ts';
import type { Prepared } from '../prepare.ts';
import { rehearse } from '../execute-run.ts';
import { type AuditedNode, isAuditable, whyNotAuditable } from './audited-node.ts';
import { ignoredChanges } from './declarations.ts';
import { AuditExecutor } from './executor.ts';
import type { Finding, FindingKind, NotAudited } from './finding.ts';
import { type MissingNote, missingNotes, notedBy } from './missing-notes.ts';
import { OutputComparison } from './output-changes.ts';
import { type SampleSize, drawSample } from './sample.ts';
import { workerProgram } from '../worker-program.ts';

export interface AuditOptions {
  readonly size: SampleSize;
  readonly seed: string;
  readonly concurrency?: number | undefined;
  readonly signal: AbortSignal;
  /** The emitter that hears what a run would say of its nodes. */
  readonly events: RunEmitter;
}

export interface AuditReport {
  readonly target: string;
  readonly seed: string;
  /** The number of nodes that would be found again, and how many of them were drawn. */
  readonly found: number;
  readonly drawn: number;
  /** The number of nodes that gave the same, and used nothing else. */
  readonly same: number;
  readonly findings: readonly Finding[];
  readonly notAudited: readonly NotAudited[];
  readonly isCancelled: boolean;
}

/** Errors that say of the audit's own process, and not of the task, that it can't be executed there. */
const notTheTasks = new Set([
  'NOT_IN_ITS_MODULE',
  'MEMORY_NOT_SHARED',
  'WORKER_NOT_STARTED',
  'RUN_IN_WORKER',
  'RUN_IN_AUDIT',
]);

/** Executes a sample of what a plan would find again, and compares it with what is on record, where nothing changes. */
export async function audit(project: Project, prepared: Prepared, options: AuditOptions): Promise<AuditReport> {
  const { size, seed, signal, events } = options;
  const cached: CachedNode[] = [];
  await rehearse(project, prepared, { cached: (node) => cached.push(node) });
  const drawn = drawSample(cached, size, seed, ({ node, identity }) => `${node.label} ${identity}`);
  const concurrency = options.concurrency ?? project.settings.concurrency;
  const program = await workerProgram(project, prepared.code);
  await using executor = await AuditExecutor.open(project, prepared, { concurrency, signal, program });
  const auditor = new Auditor(project, prepared, executor, events);
  const target = prepared.plan.target.label;
  events.emit('runStarted', { run: '', target, nodes: drawn.length });
  const left = drawn.values();
  await Promise.all(
    Array.from({ length: Math.min(concurrency, drawn.length) }, async () => {
      for (const one of left) {
        if (signal.aborted) return;
        await auditor.audit(one);
      }
    }),
  );
  const { same, findings, notAudited } = auditor;
  const order = new Map(drawn.map(({ node }, i) => [node.label, i]));
  const inOrder = <T extends { readonly node: string }>(list: readonly T[]): T[] =>
    list.toSorted((a, b) => order.get(a.node)! - order.get(b.node)!);
  return {
    target,
    seed,
    found: cached.length,
    drawn: drawn.length,
    same,
    findings: inOrder(findings),
    notAudited: inOrder(notAudited),
    isCancelled: signal.aborted,
  };
}

/** Audits one node after the other, and collects what it finds. */
class Auditor {
  same = 0;
  readonly findings: Finding[] = [];
  readonly notAudited: NotAudited[] = [];
  readonly #project: Project;
  readonly #code: Prepared['code'];
  readonly #plan: Prepared['plan'];
  readonly #executor: AuditExecutor;
  readonly #outputs: OutputComparison;
  readonly #events: RunEmitter;

  constructor(project: Project, { code, plan }: Prepared, executor: AuditExecutor, events: RunEmitter) {
    this.#project = project;
    this.#code = code;
    this.#plan = plan;
    this.#executor = executor;
    this.#outputs = new OutputComparison(project.record, executor.artifacts);
    this.#events = events;
  }

  async audit(cached: CachedNode): Promise<void> {
    const { label } = cached.node;
    const startedAt = performance.now();
    if (!isAuditable(cached)) {
      return void this.notAudited.push({ node: label, reason: whyNotAuditable(cached)! });
    }
    const first = await this.#execute(cached);
    if (first.status === 'cancelled') return;
    const problem = whyNotExecuted(first);
    if (problem !== undefined) return void this.notAudited.push({ node: label, reason: problem });
    const finding = await this.#judge(cached, first);
    if (finding === 'cancelled') return;
    if (finding) this.findings.push(finding);
    else this.same += 1;
    const ms = performance.now() - startedAt;
    const status = finding ? 'failed' : 'ran';
    this.#events.emit('nodeFinished', { node: label, status, reason: '', ms, error: finding?.error ?? null });
  }

  #execute(cached: AuditedNode): Promise<TaskResult> {
    const node = cached.node.label;
    return this.#executor.execute(cached, () => this.#events.emit('nodeStarted', { node, attempt: 1 }));
  }

  async #judge(cached: AuditedNode, first: TaskResult): Promise<Finding | 'cancelled' | undefined> {
    const { node, hit } = cached;
    const missing = await this.#missing(cached, first);
    const recorded = hit.source;
    const isSame = await this.#gaveSame(recorded, first);
    if (isSame && missing.length === 0) return undefined;
    const finding = { node: node.label, task: node.task, componentRun: hit.componentRun, run: hit.run };
    const nothing = { output: [], ignored: [], outsideUses: [], error: null };
    if (isSame) return { ...finding, ...nothing, kind: 'missing-note', missing };

    const second = await this.#execute(cached);
    if (second.status === 'cancelled') return 'cancelled';
    const all = unique([...missing, ...(await this.#missing(cached, second))]);
    const outsideUses = unique([...(first.outsideUses ?? []), ...(second.outsideUses ?? [])]);
    const isLikeFirst = await this.#gaveLike(first, second);
    const ignored = await ignoredChanges(this.#project.record, this.#code.of, cached);
    const kind = kindOf({ missing: all, ignored, isLikeFirst, fails: first.status === 'failed', outsideUses });
    const { secrets } = this.#plan;
    const gave = sourceOf(first) ?? sourceOf(second);
    const output = gave ? await this.#outputs.changes(recorded, gave, secrets) : [];
    return { ...finding, kind, output, missing: all, ignored, outsideUses, error: first.error ?? second.error };
  }

  async #gaveSame(recorded: JobSource, result: TaskResult): Promise<boolean> {
    const source = sourceOf(result);
    return source !== undefined && this.#outputs.isSame(recorded, source);
  }

  async #gaveLike(one: TaskResult, other: TaskResult): Promise<boolean> {
    const source = sourceOf(one);
    if (source) return this.#gaveSame(source, other);
    return one.error?.name === other.error?.name && one.error?.message === other.error?.message;
  }

  async #missing({ node, hit }: AuditedNode, { dependencies }: TaskResult): Promise<MissingNote[]> {
    if (!dependencies) return [];
    const digests = hit.dependencies === null ? [] : [hit.dependencies];
    const texts = await this.#project.record.codes(digests);
    const recorded = decodeDependencies(digests[0] && texts.get(digests[0]));
    return missingNotes(notedBy(dependencies), recorded, this.#code.of(node.model.note).manifest);
  }
}

interface Signs extends Pick<Finding, 'missing' | 'ignored' | 'outsideUses'> {
  /** The second execution gave what the first did. */
  readonly isLikeFirst: boolean;
  readonly fails: boolean;
}

function kindOf({ missing, ignored, isLikeFirst, fails, outsideUses }: Signs): FindingKind {
  if (missing.length > 0) return 'missing-note';
  if (!isLikeFirst) return 'not-deterministic';
  if (ignored.length > 0) return 'declaration';
  if (fails) return 'fails';
  // Chance gives other numbers each time.
  return outsideUses.some(({ kind }) => kind !== 'random') ? 'outside' : 'process-state';
}

const sourceOf = ({ output, stored }: TaskResult): JobSource | undefined => (output ? { output, stored } : undefined);

const unique = <T>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];

function whyNotExecuted({ error, damaged }: TaskResult): string | undefined {
  const isTheTasks = damaged === null && !notTheTasks.has(error?.code ?? '');
  return error && !isTheTasks ? error.message : undefined;
}
