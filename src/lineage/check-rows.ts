import type { Row } from './schema.ts';

/** The outcome of one check around a component run. */
export interface CheckOutcome {
  readonly phase: 'before' | 'after';
  /** The name of the check: what should hold. */
  readonly name: string;
  /** `warned` and `failed`: it didn't hold, and that was said, or ended the run. */
  readonly outcome: 'passed' | 'warned' | 'failed';
  /** The check's own message, of one that didn't hold. */
  readonly message: string | null;
}

/** The rows of one component run. */
export const checkRows = (componentRun: string, checks: readonly CheckOutcome[]): Row<'component_check'>[] =>
  checks.map(({ phase, name, outcome, message }, position) => ({
    component_run: componentRun,
    position,
    phase,
    name,
    outcome,
    message,
  }));
