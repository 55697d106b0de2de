import { shownParams } from '../plan/identity.ts';
import type { NodeReport, RunReport } from '../scheduler/report.ts';
import { blameWords } from '../scheduler/create-report.ts';
import { ArtifactDamaged } from '../storage/errors.ts';
import { displayParams } from '../values/display.ts';
import { makerOf } from '../values/id.ts';
import { readInput } from '../runtime/inputs.ts';
import type { Project } from './project.ts';
import type { RunDocument, RunNode } from './result.ts';

/**
 * The value that the target returned, as the next task would get it; undefined where there is none.
 * A handle in place of one that has more bytes than `most`.
 */
export async function outputOf(project: Project, report: RunReport, most = Infinity): Promise<unknown> {
  const { source } = report.target;
  const handle = source !== undefined && source !== null && source.output.size > most;
  const input = { field: 'output', mode: 'one' as const, handle, sources: source ? [source] : [] };
  try {
    return await readInput(input, project.artifacts, (makers) => project.record.made(makers));
  } catch (error) {
    // Otherwise the next run would find it again.
    if (error instanceof ArtifactDamaged && error.damaged) {
      await project.record.markDamaged(error.damaged);
      await project.artifacts.files.discard(error.bytes);
    }
    throw error;
  }
}

/** Gives the ids of everything that a run handed out: those of its target, then the newest. */
export async function outputIdsOf(project: Project, { run, target }: RunReport): Promise<string[]> {
  const first = target.source ? makerOf(target.source.output.id) : undefined;
  return (await project.record.outputIds(run, { first })).map(({ id }) => id);
}

export function documentOf(report: RunReport, output: unknown, outputIds: readonly string[]): RunDocument {
  const { cancelled, ...counts } = report.counts;
  const error = report.stopped ?? (report.blame?.node.handling ? blameWords(report) : null);
  return {
    run: report.run,
    target: report.target.node.label,
    status: report.status,
    ...(error !== null && { error }),
    ...(report.tolerated.length > 0 && { tolerated: report.tolerated }),
    output,
    outputIds,
    ms: Math.round(report.ms),
    // Nodes that were stopped in the middle did not come to their end either.
    counts: { ...counts, skipped: counts.skipped + cancelled },
    nodes: report.nodes.map(nodeDocument),
    ...(report.unlisted > 0 && { unlisted: report.unlisted }),
  };
}

function nodeDocument({
  node,
  status,
  reason,
  because,
  attempts,
  ms,
  componentRun,
  error,
  tolerated,
}: NodeReport): RunNode {
  const params = displayParams(shownParams(node));
  const why = { reason, ...(because && { because }), ...(tolerated && { tolerated }) };
  const base = { node: node.label, task: node.task, params, status, ...why, attempts, ms, componentRun };
  if (!error) return base;
  const at = error.at && `${error.at.file}:${error.at.line}:${error.at.column}`;
  return { ...base, error: { name: error.name, message: error.message, code: error.code, at } };
}
