import { modelFamilies } from '../families/model-families.ts';
import type { Evaluation } from '../families/evaluation.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import type { ArtifactRef } from '../storage/ref.ts';

/** Larger ones have very many slices: a preview of them will do. */
const most = 4_000_000;

/** Reads an evaluation; undefined where the artifact is something else, or can't be read just now. */
export async function readEvaluation(artifacts: Artifacts, ref: ArtifactRef): Promise<Evaluation | undefined> {
  if (!/^evaluation(?:-|$)/.test(ref.name) || ref.codec !== 'json' || ref.size > most) return undefined;
  try {
    const value = (await artifacts.read(ref)) as Partial<Evaluation> | null;
    const isOne = typeof value === 'object' && value !== null && typeof value.rows === 'number' && 'metrics' in value;
    return isOne && Object.hasOwn(modelFamilies, value.family ?? '') ? (value as Evaluation) : undefined;
  } catch {
    // What is wrong with it is said beside its state.
    return undefined;
  }
}
