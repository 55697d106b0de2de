// What registered calls cost: `calls 1000`, or a server that answers, `plain` or `registered`, for so many milliseconds.
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const said = (what: object): void =>
  void process.stderr.write(`\n${JSON.stringify({ ...what, mb: process.resourceUsage().maxRSS / 1024 })}\n`);

/** A small model: some hundred microseconds of arithmetic, and an answer. */
function predict(machine: number): { machine: number; risk: number } {
  let risk = 0;
  for (let i = 1; i < 40_000; i++) risk += Math.sin(machine + i) / i;
  return { machine, risk };
}

interface Asked {
  readonly answers: number;
  readonly ms: number;
}

/** Asks from a thread of its own, over connections that stay open. */
async function ask({ port, ms }: { port: number; ms: number }, warm: () => void): Promise<Asked> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  let answered = 0;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const asked = request({ port, agent, path: `/${answered}` }, (response) => response.resume().on('end', resolve));
      asked.on('error', reject).end();
    });
  const askFor = async (duration: number): Promise<Asked> => {
    const [from, before] = [performance.now(), answered];
    const until = from + duration;
    const worker = async (): Promise<void> => {
      while (performance.now() < until) {
        await one();
        answered += 1;
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    return { answers: answered - before, ms: performance.now() - from };
  };
  await askFor(500);
  warm();
  const asked = await askFor(ms);
  agent.destroy();
  return asked;
}

if (!isMainThread) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it goes to a thread
  const say = (what: unknown): void => parentPort!.postMessage(what);
  say(await ask(workerData as { port: number; ms: number }, () => say('warm')));
} else {
  const { lineage } = await import('clew');
  const [kind, number] = [process.argv[2]!, Number(process.argv[3])];
  if (kind === 'calls') {
    const serve = lineage.register('serve', {}, (n: number) => void lineage.log(`answer-${n}`));
    serve(-1);
    await lineage.flush();
    const start = performance.now();
    // As a server does: now and then, others have their turn.
    for (let n = 0; n < number; n++) {
      serve(n);
      if (n % 100 === 99) await new Promise((resume) => setImmediate(resume));
    }
    const felt = performance.now() - start;
    await lineage.flush();
    said({ ms: performance.now() - start, felt });
  } else {
    const answer =
      kind === 'plain'
        ? async (n: number) => predict(n)
        : lineage.register('serve', { params: (n: number) => ({ n }) }, async (n: number) => {
            lineage.log();
            return predict(n);
          });
    const server = createServer(async ({ url = '/' }, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(await answer(Number(url.slice(1)))));
    });
    await once(server.listen(0), 'listening');
    const asker = new Worker(new URL(import.meta.url), {
      workerData: { port: (server.address() as AddressInfo).port, ms: number },
    });
    await once(asker, 'message');
    const before = process.threadCpuUsage();
    const [asked] = (await once(asker, 'message')) as [Asked];
    const { user, system } = process.threadCpuUsage(before);
    server.close();
    await lineage.close();
    said({ perSecond: (1000 * asked.answers) / asked.ms, ms: (user + system) / 1000 / asked.answers });
  }
}
