import { Agent, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { openRecord } from '../../src/lineage/open-record.ts';
import { makeProject } from '../support/project.ts';

const server = `
import { createServer } from 'node:http';
import { lineage } from 'clew';

const predict = lineage.register('predict', { params: (n) => ({ n }) }, async (n) => {
  await new Promise((resume) => setImmediate(resume));
  return { n, id: lineage.log() };
});
let isClosing = false;
const server = createServer(async ({ url }, response) => {
  const answer = JSON.stringify(await predict(Number(url.slice(1))));
  // Whoever has a connection open would ask for ever.
  if (isClosing) response.shouldKeepAlive = false;
  response.end(answer);
});
server.listen(0, () => console.log('port ' + server.address().port + '.'));
HANDLER
`;

interface Answered {
  readonly n: number;
  readonly id: string;
}

/** Asks over eight connections until the server is gone; gives all that it has answered. */
async function askUntilItEnds(port: number, enough: () => void): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const answered: Answered[] = [];
  let asked = 0;
  const one = (): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const path = `/${(asked += 1)}`;
      request({ port, agent, path }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve(JSON.parse(text) as Answered)).on('error', reject);
      })
        .on('error', reject)
        .end();
    });
  const ask = async (): Promise<void> => {
    try {
      for (;;) if (answered.push(await one()) === 1000) enough();
    } catch {
      // It has gone, and with it this connection.
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  agent.destroy();
  return answered;
}

describe('registered calls of a server', () => {
  test.each([
    ['without a handler', '', null, 'SIGTERM'],
    [
      'with a handler that exits',
      "process.on('SIGTERM', () => { isClosing = true; server.close(() => process.exit(3)); });",
      3,
      null,
    ],
  ])('are recorded for every answered request after SIGTERM, %s', async (_, handler, code, signal) => {
    const project = makeProject({ 'server.js': server.replace('HANDLER', handler) });
    const { child, ended, until } = project.startFile('server.js');
    let said = '';
    child.stdout!.on('data', (text: string) => (said += text));
    await until('port ');
    const port = Number(/port (\d+)\./.exec(said)![1]);
    const answered = await askUntilItEnds(port, () => child.kill('SIGTERM'));
    const end = await ended;
    expect([end.code, end.signal, end.stderr]).toEqual([code, signal, '']);
    expect(answered.length).toBeGreaterThanOrEqual(1000);
    const record = await openRecord({ sqlite: project.path('.clew/record.db') });
    const givers = await record.giversOf(answered.map(({ id }) => id));
    expect(answered.filter(({ id }) => !givers.has(id))).toEqual([]);
    const [newest] = await record.history('predict', { limit: 1 });
    expect(newest).toMatchObject({ status: 'ran' });
    await record.close();
  });
});
