import type { KeepEvaluation } from '../families/model-evaluation.ts';
import type { StorageLayer } from '../storage/layer.ts';
import type { TaskContext } from './context.ts';
import { evaluatedTwice } from './errors.ts';

/** Records the metrics of evaluations with a component run, and keeps each as an artifact of it. */
export function keepEvaluationOf(context: TaskContext, storage: StorageLayer): KeepEvaluation {
  const names = new Set<string>();
  return async (evaluation, { name }) => {
    const artifact = name === undefined ? 'evaluation' : `evaluation-${name}`;
    if (names.has(artifact)) throw evaluatedTwice(name);
    names.add(artifact);
    const prefix = name === undefined ? '' : `${name}.`;
    for (const [metric, value] of Object.entries(evaluation.metrics)) context.metric(prefix + metric, value);
    for (const [slice, { metrics }] of Object.entries(evaluation.slices)) {
      for (const [metric, value] of Object.entries(metrics)) context.metric(`${prefix}${metric}[${slice}]`, value);
    }
    for (const [metric, why] of Object.entries(evaluation.missing)) {
      context.logger.warn(`${prefix}${metric} has no value: ${why}`);
    }
    await storage.store(artifact, evaluation);
    return evaluation;
  };
}
