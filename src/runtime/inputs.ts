import type { Artifacts } from '../storage/artifacts.ts';
import { ArtifactHandle } from '../storage/handle.ts';
import type { ArtifactRef } from '../storage/ref.ts';
import { inBatches } from '../values/in-batches.ts';
import type { JobInput, JobSource, TaskJob } from './job.ts';

/** A function that gives what component runs made: the output of each first. */
export type Made = (componentRuns: readonly string[]) => Promise<readonly (readonly ArtifactRef[])[]>;

/** The artifacts behind an input, a part at a time where they are very many. */
export async function* sourcesOf({ sources, makers }: JobInput, made: Made): AsyncGenerator<readonly JobSource[]> {
  if (!makers) return yield sources;
  for (const batch of inBatches(makers)) {
    const refs = await made(batch);
    yield refs.map(([output, ...stored]) => ({ output: output!, stored }));
  }
}

/** A job with everything that it needs: where it goes, nobody can be asked what component runs made. */
export async function withSources(job: TaskJob, made: Made): Promise<TaskJob> {
  if (!job.inputs.some(({ makers }) => makers)) return job;
  const inputs: JobInput[] = [];
  for (const { makers, ...input } of job.inputs) {
    const sources: JobSource[] = [];
    for await (const some of sourcesOf({ ...input, ...(makers && { makers }) }, made)) sources.push(...some);
    inputs.push({ ...input, sources });
  }
  return { ...job, inputs };
}

/** Reads what a field of the task gets: a value or a handle, a list of them, or nothing. */
export async function readInput(input: JobInput, artifacts: Artifacts, made?: Made): Promise<unknown> {
  const read = (source: JobSource): unknown =>
    input.handle
      ? new ArtifactHandle(source.output, source.stored, artifacts)
      : artifacts.read(source.output, source.stored);
  if (input.makers) {
    const values: unknown[] = [];
    for await (const sources of sourcesOf(input, made!)) values.push(...(await Promise.all(sources.map(read))));
    return values;
  }
  if (input.mode === 'each') return Promise.all(input.sources.map(read));
  const [source] = input.sources;
  return source && read(source);
}
