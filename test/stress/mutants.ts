import { readFileSync } from 'node:fs';

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
    file: 'src/executors/sagemaker/rate-limiter.ts',
    line: 'if (wait > 0) await pause(wait, signal);',
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
    file: 'src/executors/sagemaker/job-poller.ts',
    line: 'if (job.isAsked || (!job.isDue && (job.silent += 1) < maxMissedLists)) return;',
    instead: 'if (job.isAsked) return;',
  },
];

/** The source with that line in place of the other; what has no such line is no mutant. */
export function mutated({ name, file, line, instead }: Mutant, source: string): string {
  if (source.split(line).length !== 2)
    throw new Error(`The mutant ${name} finds its line no more, or twice, in ${file}`);
  return source.replace(line, () => instead);
}

/** Before anything runs: a mutant that doesn't come about would be taken for one that was found. */
export function checkMutants(): void {
  for (const mutant of mutants) mutated(mutant, readFileSync(new URL(`../../${mutant.file}`, import.meta.url), 'utf8'));
}
