import { type Said, writeSaid } from '../../executors/sagemaker/said.ts';
import type { JobListener } from '../../runtime/job.ts';

/** Each line is an event of CloudWatch's, and paid for. */
const pause = 1000;

/** What a job says, on its way to whoever listens. */
export interface Speaker {
  readonly listener: JobListener;
  /** Says what is still held back. */
  end(): void;
}

/**
 * What a job says goes to the container's output, one line each, where it can be told from what is printed. Of progress
 * that comes fast, the latest is said when its time has come, when something else is said, or at the end.
 */
export function speaker(index: number, print: (line: string) => void): Speaker {
  let held: Said | undefined;
  let last = -Infinity;
  const end = (): void => {
    if (held) print(writeSaid(index, held));
    held = undefined;
  };
  const say = (said: Said): void => {
    end();
    print(writeSaid(index, said));
  };
  return {
    end,
    listener: {
      started: () => say({ type: 'started' }),
      log: (level, text) => say({ type: 'log', level, text }),
      progress(done, total) {
        held = { type: 'progress', done, total };
        const now = performance.now();
        if (now - last < pause) return;
        last = now;
        end();
      },
    },
  };
}
