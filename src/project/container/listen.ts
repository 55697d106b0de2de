import { type Said, writeSaid } from '../../executors/sagemaker/said.ts';
import type { JobListener } from '../../runtime/job.ts';

/** Each line is an event of CloudWatch's, and paid for. */
const pause = 1000;

/** What a job says goes to the container's output, one line each, where it can be told from what is printed. */
export function listenerOf(index: number, print: (line: string) => void): JobListener {
  const say = (said: Said): void => print(writeSaid(index, said));
  let last = -Infinity;
  return {
    started: () => say({ type: 'started' }),
    log: (level, text) => say({ type: 'log', level, text }),
    progress(done, total) {
      const now = performance.now();
      if (now - last < pause && done !== total) return;
      last = now;
      say({ type: 'progress', done, total });
    },
  };
}
