import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const example = fileURLToPath(new URL('../../examples/search', import.meta.url));
const files = readdirSync(example, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

describe('example search', () => {
  test('finds a good network, and tolerates one that fails', async () => {
    const project = makeProject(
      Object.fromEntries(files.map((name) => [name, readFileSync(join(example, name), 'utf8')])),
    );
    const { code, stdout, stderr } = await project.run('run-workflow workflow.ts');
    expect(code).toBe(0);
    expect(stdout).toContain(
      '1 of 6 Fit failed, tolerated by Search.trials: Fit(width=32, rate=3): the loss has no bounds',
    );
    expect(stderr).toContain('Search succeeded\n  without Fit(width=32, rate=3): the loss has no bounds after');

    const again = await project.json('run-workflow workflow.ts');
    expect(again).toMatchObject({ status: 'succeeded', counts: { total: 9, ran: 1, cached: 7, failed: 1 } });
    expect(again.output).toMatchObject({ trials: 5, best: { width: 32 } });
    expect(again.output.best.accuracy).toBeGreaterThan(0.9);

    const hopeless = await project.json(['run-workflow', 'workflow.ts', '--widths', '[32]', '--rates', '[3, 30]']);
    expect(hopeless.status).toBe('failed');
    expect(hopeless.nodes[0].reason).toBe('2 of 2 Fit failed, at most 1 is tolerated');
  });
});
