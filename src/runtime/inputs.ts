import type { Artifacts } from '../storage/artifacts.ts';
import { ArtifactHandle } from '../storage/handle.ts';
import type { JobInput, JobSource } from './job.ts';

/** Reads what a field of the task gets: a value or a handle, a list of them, or nothing. */
export async function readInput(input: JobInput, artifacts: Artifacts): Promise<unknown> {
  const read = (source: JobSource): unknown =>
    input.handle
      ? new ArtifactHandle(source.output, source.stored, artifacts)
      : artifacts.read(source.output, source.stored);
  if (input.mode === 'each') return Promise.all(input.sources.map(read));
  const [source] = input.sources;
  return source && read(source);
}
