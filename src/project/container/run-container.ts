import { ClewError, messageOf } from '../../errors.ts';
import { exitFlushed, watchOutput } from '../../executors/process-output.ts';
import { readDocument } from '../../executors/sagemaker/mailbox.ts';
import { version } from '../version.ts';
import { ContainerJobs } from './container-jobs.ts';
import { openContainer } from './open-container.ts';
import { ContainerPlace } from './container-place.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** As a shell says of what SIGTERM has ended. */
const stopped = 143;

/**
 * Runs what a SageMaker job was sent, answers by its mailbox, and ends the process: 0 all ran, 1 something failed, and
 * why stands where SageMaker looks for it.
 */
export async function runContainer(): Promise<void> {
  const place = new ContainerPlace();
  let jobs: ContainerJobs | undefined;
  let isOver = false;
  const fail = (sentence: string): void => {
    place.fail(sentence);
    process.stderr.write(`${sentence}\n`);
  };
  // Its answer is in the mailbox: a log that can't be written is no reason to fail.
  watchOutput(() => undefined);
  // Ctrl-C reaches every process of a terminal at once, where this is one: what becomes of the job is for the run to say.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => (jobs ? jobs.stop() : end(stopped)));
  process.on('uncaughtException', (thrown) => {
    if (!jobs?.stray(thrown))
      process.stderr.write(`Something was thrown outside of every task: ${messageOf(thrown)}\n`);
  });
  process.on('exit', (code) => {
    const why = isOver ? undefined : jobs?.whyEnded(code);
    if (why === undefined) return;
    fail(why);
    process.exitCode = 1;
  });
  try {
    const document = readDocument(place.document(), version);
    jobs = new ContainerJobs(document);
    const failures = await jobs.run(await openContainer(place, document), print);
    if (failures.length > 0) fail(sentenceOf(failures));
    end(jobs.isStopped ? stopped : failures.length > 0 ? 1 : 0);
  } catch (error) {
    const next = error instanceof ClewError && error.next ? ` ${error.next}` : '';
    fail(`${messageOf(error)}${next}`);
    end(1);
  }

  /** Ends the process once what was printed has arrived. Handles that tasks left open don't hold it up. */
  function end(code: number): void {
    isOver = true;
    void exitFlushed(code);
  }
}

const sentenceOf = ([first, ...others]: readonly string[]): string =>
  others.length === 0 ? first! : `${first} (and ${others.length} more failed)`;
