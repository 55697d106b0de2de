import type { JobError } from '../lineage/entries.ts';
import type { TaskJob, TaskResult } from '../runtime/job.ts';
import type { ArtifactRef } from '../storage/ref.ts';

/** A small view of a large buffer would travel with all of it. */
const isSnug = ({ inline }: ArtifactRef): boolean => inline === null || inline.byteLength === inline.buffer.byteLength;

const snug = (ref: ArtifactRef): ArtifactRef => (isSnug(ref) ? ref : { ...ref, inline: new Uint8Array(ref.inline!) });

/** The result as it is sent. What is stored beside the output is inline only where it came from an input. */
export function compact(result: TaskResult): TaskResult {
  const { output, stored } = result;
  if ((output === null || isSnug(output)) && stored.every(isSnug)) return result;
  return { ...result, output: output && snug(output), stored: stored.map(snug) };
}

/** The job as it is sent. */
export function compactJob(job: TaskJob): TaskJob {
  const isLight = job.inputs.every(({ sources }) =>
    sources.every(({ output, stored }) => isSnug(output) && stored.every(isSnug)),
  );
  if (isLight) return job;
  const inputs = job.inputs.map((input) => ({
    ...input,
    sources: input.sources.map(({ output, stored }) => ({ output: snug(output), stored: stored.map(snug) })),
  }));
  return { ...job, inputs };
}

/** The result of a job that gave none itself. */
export function unrun(
  status: 'failed' | 'cancelled',
  error: JobError,
  { startedAt = Date.now(), retryable = false }: { startedAt?: number; retryable?: boolean } = {},
): TaskResult {
  const nothing = { output: null, stored: [], outputIds: [], metrics: {}, damaged: null };
  return { status, ...nothing, error, retryable, startedAt, endedAt: Date.now() };
}
