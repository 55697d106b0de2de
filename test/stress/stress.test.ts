import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

describe('stress of the SageMaker executor', () => {
  it(
    'several pipelines share one rate limiter and poller, and the mutant with changing names is found',
    {
      timeout: 120_000,
    },
    async () => {
      const node = ['--disable-warning=ExperimentalWarning', '--import', here('preload.ts'), here('stress.ts')];
      const some = ['--pace', '40', '--pipelines', '2,6', '--mutants', 'random-names', '--untimed'];
      // It ends with 1 where anything is not as it has to be.
      const { stdout } = await promisify(execFile)(process.execPath, [...node, ...some]);
      expect(stdout).toMatch(/\n +2 +10 .*\n +6 +30 /);
      expect(stdout).toMatch(/random-names, 6 pipelines: found\n(?:.*\n)* {4}6 did not come to their end/);
    },
  );
});
