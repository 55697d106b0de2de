import type { TaskResult } from '../../runtime/job.ts';
import type { ArtifactRef } from '../../storage/ref.ts';
import { artifactIdOf } from '../../values/id.ts';

/**
 * A result as another attempt's: of a job that was sent for one whose driver is gone. What it made keeps its bytes and
 * where they lie; ids tell whose artifact it is, so they are the new attempt's.
 */
export function handedOver(result: TaskResult, from: string, to: string): TaskResult {
  if (from === to) return result;
  const [before, after] = [artifactIdOf(from, 0), artifactIdOf(to, 0)];
  const renamed = (ref: ArtifactRef): ArtifactRef =>
    ref.id.startsWith(before) ? { ...ref, id: after + ref.id.slice(before.length) } : ref;
  return { ...result, output: result.output && renamed(result.output), stored: result.stored.map(renamed) };
}
