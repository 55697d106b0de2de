import { describe, expect, test } from 'vitest';
import { SentDependencies } from '../../src/executors/sent-dependencies.ts';
import type { TaskResult } from '../../src/runtime/job.ts';

const resultWith = (name: string | null): TaskResult =>
  ({
    status: 'ran',
    dependencies: name && { digest: `sha256:${name}`, texts: [{ digest: name, kind: 'file', content: name }] },
  }) as unknown as TaskResult;

describe('dependencies sent by workers', () => {
  test('carry each text once, and are complete on the other end however many there are', () => {
    const [here, there] = [new SentDependencies(), new SentDependencies()];
    let texts = 0;
    const send = (name: string | null): void => {
      const sent = here.strip(resultWith(name));
      texts += sent.dependencies?.texts.length ?? 0;
      expect(there.restore(sent)).toEqual(resultWith(name));
    };
    for (let i = 0; i < 1000; i++) send('same');
    expect(texts).toBe(1);
    send(null);
    // More than either end remembers, in an order in which some are forgotten.
    for (let i = 0; i < 5000; i++) send(String((i * i) % 70));
    expect(texts).toBeLessThan(5000);
  });
});
