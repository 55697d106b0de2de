import { clean, cleanOrNull } from './clean.ts';
import type { Row } from './schema.ts';

/** What became of one check around a component run. */
export interface CheckOutcome {
  readonly phase: 'before' | 'after';
  /** What should hold. */
  readonly name: string;
  /** `warned` and `failed`: it didn't hold, and that was said, or ended the run. */
  readonly outcome: 'passed' | 'warned' | 'failed';
  /** What it said itself, of one that didn't hold. */
  readonly message: string | null;
}

/** The rows of one component run. */
export const checkRows = (componentRun: string, checks: readonly CheckOutcome[]): Row<'component_check'>[] =>
  checks.map(({ phase, name, outcome, message }, position) => ({
    component_run: componentRun,
    position,
    phase,
    name: clean(name),
    outcome,
    message: cleanOrNull(message),
  }));
