import { beforeAll, describe, expect, test } from 'vitest';
import type { IdentityCase } from './case.ts';
import { type Group, type Played, type Verdict, play } from './play.ts';
import { type Wrong, explain, wrongIn } from './verdict.ts';

/** Set: prints every wrong verdict as a line of a table, and fails at none of them. */
const isReport = Boolean(process.env['CLEW_IDENTITY_REPORT']);

/** A test for each case of a group. */
export function identityGroup(group: Group): void {
  describe(`identity of code: ${group.name}`, () => {
    let played: Played;
    beforeAll(async () => {
      played = await play(group);
    }, 240_000);

    test.each(group.cases.map((one, index) => [titleOf(one), index] as const))('%s', (_title, index) => {
      const mine = played.verdicts.filter(({ placed }) => placed.case === group.cases[index]);
      expect(mine).not.toEqual([]);
      for (const verdict of mine) {
        const wrong = [...wrongIn(verdict)];
        if (isReport) report(group, verdict, wrong);
        else expect(wrong.length, explain(verdict, wrong)).toBe(0);
      }
    });

    // Each edit of such a group has a run of its own, and may count for the whole program.
    test.skipIf(group.edits === 'one by one')('an edit does not count for a task that it is not about', () => {
      const { status, reason } = played.bystander!;
      const isFound = status === 'cached';
      if (isReport && !isFound) print('false miss', group, 'no edit counts for another task', 'Bystander', reason);
      expect(isFound || isReport, reason).toBe(true);
    });
  });
}

/** Says what the task does after the edit that names the case. */
function titleOf({ name, expect: verdict, cantBeKnown }: IdentityCase): string {
  const does = verdict === 'runs' ? 'runs again' : cantBeKnown === undefined ? 'is cached' : 'is cached or runs again';
  return `${does} after an edit: ${name}`;
}

function report(group: Group, { placed, subject }: Verdict, [first]: readonly Wrong[]): void {
  if (first) print(first.kind, group, placed.case.name, subject, first.words);
}

function print(kind: string, { name }: Group, ...cells: readonly string[]): void {
  process.stdout.write(`${['identity', kind, name, ...cells].join(' | ').replaceAll('\n', ' ')}\n`);
}
