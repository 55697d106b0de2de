/** One line of Clew that is written worse: the stress must find it. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly line: string;
  readonly instead: string;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'no-gate',
    file: 'src/executors/sagemaker/gate.ts',
    line: 'if (wait > 0) await pause(wait, signal ?? never);',
    instead: '',
  },
  {
    name: 'random-names',
    file: 'src/executors/sagemaker/launch.ts',
    line: 'const answer = await service.create(request, signal);',
    instead: `const other = name + '-' + Math.random().toString(36).slice(2, 8);
    const renamed = { ...request.request, [kind === 'processing' ? 'ProcessingJobName' : 'TrainingJobName']: other };
    const answer = await service.create({ kind, request: renamed } as never, signal);`,
  },
  {
    name: 'poller-per-job',
    file: 'src/executors/sagemaker/sweep.ts',
    line: 'if (!job.isDue && (job.silent += 1) < patience) return;',
    instead: '',
  },
];
