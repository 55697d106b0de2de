import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/** The files of an example as texts, but for the tests that come with it. */
function filesOf(example: string): Record<string, string> {
  const folder = join(examples, example);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const own = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return Object.fromEntries(own.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

describe('audit of the examples', () => {
  test.each(['downtime', 'images', 'own-layer', 'search'])(
    'finds nothing in an audit of all cached results: %s',
    { timeout: 240_000 },
    async (example) => {
      const project = makeProject(filesOf(example));
      expect((await project.json('run-workflow workflow.ts', { patience: 120_000 })).status).toBe('succeeded');
      const { audit } = await project.json('clew audit --sample 100%', { patience: 120_000 });
      expect(audit).toMatchObject({ findings: [], notAudited: [] });
      expect(audit.counts).toMatchObject({ found: audit.counts.same, different: 0 });
      expect(audit.counts.same).toBeGreaterThan(1);
    },
  );
});
