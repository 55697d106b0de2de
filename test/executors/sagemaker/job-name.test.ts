import { describe, expect, it } from 'vitest';
import { jobName } from '../../../src/executors/sagemaker/job-name.ts';

/** As SageMaker documents it. */
const pattern = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

const named = (task: string, node = `${task}(day=1)`, turn = 1): string =>
  jobName({ task, run: 'run-1', nodes: [{ node, attempt: 1, componentRun: 'cr-1' }], turn });

describe('SageMaker executor: names of jobs', () => {
  it.each([
    'Train',
    'TrainDowntimeClassifierWithAVeryLongNameThatGoesOnAndOn',
    'Größe',
    '訓練',
    '__',
    '9',
    'a--b',
    'Zeit-',
  ])('are valid for SageMaker when made of %s', (task) => {
    expect(named(task)).toMatch(pattern);
    expect(named(task)).toMatch(/^clew-/);
    expect(named(task)).toBe(named(task));
  });

  it('show the task, and are unique', () => {
    expect(named('TrainDowntime')).toMatch(/^clew-train-downtime-[0-9a-f]{20}$/);
    const base = { task: 'Train', run: 'run-1', nodes: [{ node: 'Train', attempt: 1, componentRun: 'cr-1' }], turn: 1 };
    const [node] = base.nodes as [(typeof base.nodes)[0]];
    const others = [
      base,
      { ...base, run: 'run-2' },
      { ...base, turn: 2 },
      { ...base, nodes: [{ ...node, attempt: 2 }] },
      { ...base, nodes: [{ ...node, componentRun: 'cr-2' }] },
      { ...base, nodes: [{ ...node, node: 'Train(fold=2)' }] },
      { ...base, nodes: [node, node] },
    ];
    expect(new Set(others.map(jobName)).size).toBe(others.length);
  });
});
