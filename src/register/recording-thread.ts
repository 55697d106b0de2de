import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from './call-failure.ts';
import type { Answer, Beginning, Sent, SentCall } from './protocol.ts';
import { Recording } from './recording-client.ts';

// The thread that writes down what registered code does: there, it holds up nobody who answers requests.

const { project, progress } = workerData as Beginning;
const [done, lost] = [0, 1];
const counters = new Int32Array(progress);
let recording: Recording | undefined;
let last: Promise<void> = Promise.resolve();

parentPort!.on('message', (sent: Sent) => {
  last = last.then(() => answer(sent));
});

async function answer(sent: Sent): Promise<void> {
  const { n } = sent;
  let result: Answer;
  try {
    result = { n, ...(await perform(sent)) };
  } catch (error) {
    result = { n, failure: failureOf(error) };
  }
  Atomics.store(counters, done, n);
  Atomics.notify(counters, done);
  parentPort!.postMessage(result);
  if (sent.kind === 'close') parentPort!.close();
}

async function perform(sent: Sent): Promise<Omit<Answer, 'n'>> {
  if (sent.kind === 'calls') {
    const calls = JSON.parse(sent.calls) as SentCall[];
    try {
      recording ??= await Recording.open(project);
      const written = await recording.write(calls);
      Atomics.add(counters, lost, written.lost);
      return written.failure ? { failure: written.failure } : {};
    } catch (error) {
      Atomics.add(counters, lost, calls.length);
      throw error;
    }
  }
  // Without anything to write, no record is made.
  if (sent.kind === 'close') await recording?.close();
  if (sent.kind === 'close' || sent.kind === 'flush') return {};
  recording ??= await Recording.open(project);
  if (sent.kind === 'open') return {};
  return { component: await recording.component(sent.name, sent.changes) };
}
