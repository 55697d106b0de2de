import type { CheckOutcome } from '../../lineage/check-rows.ts';
import { dim, green, red, yellow } from '../terminal.ts';
import { paramsLine } from './values.ts';

const signs = { passed: green('✓'), warned: yellow('!'), failed: red('✗') } as const;

/** A line for each check, as cells: how it ended, what should hold, and what is wrong. */
export const checkTexts = (checks: readonly CheckOutcome[]): string[][] =>
  checks.map(({ phase, name, outcome, message }) => [
    `${signs[outcome]} ${outcome}`,
    dim(phase),
    message === null ? name : `${name}: ${message}`,
  ]);

/** `ranker (k=10, metric=ndcg)`; null where nobody has said of which kind it is. */
export function kindText({ kind, fields }: { kind: string; fields: Readonly<Record<string, unknown>> }): string | null {
  if (['task', 'workflow', 'component'].includes(kind)) return null;
  const said = paramsLine(fields);
  return said === '' ? kind : `${kind} (${said})`;
}
