// What registered calls cost: `calls 1000`, or a server, `plain` or `registered`, that says its port and ends as its input does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lineage } from 'clew';

/** A small model: some hundred microseconds of arithmetic, and an answer. */
function predict(machine: number): { machine: number; risk: number } {
  let risk = 0;
  for (let i = 1; i < 40_000; i++) risk += Math.sin(machine + i) / i;
  return { machine, risk };
}

async function callOften(count: number): Promise<void> {
  const serve = lineage.register('serve', {}, (n: number) => void lineage.log(`answer-${n}`));
  serve(-1);
  await lineage.flush();
  const start = performance.now();
  // As a server does: now and then, others have their turn.
  for (let n = 0; n < count; n++) {
    serve(n);
    if (n % 100 === 99) await new Promise((resume) => setImmediate(resume));
  }
  const felt = performance.now() - start;
  await lineage.flush();
  const ms = performance.now() - start;
  process.stderr.write(`\n${JSON.stringify({ ms, felt, mb: process.resourceUsage().maxRSS / 1024 })}\n`);
}

async function serve(kind: string): Promise<void> {
  const answer =
    kind === 'plain'
      ? async (n: number) => predict(n)
      : lineage.register('serve', { params: (n: number) => ({ n }) }, async (n: number) => {
          lineage.log();
          return predict(n);
        });
  const server = createServer(async ({ url = '/' }, response) => {
    response.setHeader('content-type', 'application/json');
    const said = url === '/cpu' ? process.threadCpuUsage() : await answer(Number(url.slice(1)));
    response.end(JSON.stringify(said));
  });
  await once(server.listen(0), 'listening');
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  await once(process.stdin.resume(), 'end');
  server.close();
  server.closeAllConnections();
  await lineage.close();
}

const [kind, count] = process.argv.slice(2);
await (kind === 'calls' ? callOften(Number(count)) : serve(kind!));
