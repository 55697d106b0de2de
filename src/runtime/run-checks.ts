import type { CheckVerdict, CheckedResult, CheckedRun, SettledCheck } from '../authoring/kinds/kind-checks.ts';
import type { KindUse } from '../authoring/kinds/kind.ts';
import { messageOf } from '../errors.ts';
import type { CheckOutcome } from '../lineage/check-rows.ts';
import { checkFailed } from './errors.ts';

type Phase = CheckOutcome['phase'];

/** The checks of a component's kind around one execution, and what became of them. All are made, whatever the first one says. */
export class Checks {
  readonly outcomes: CheckOutcome[] = [];
  readonly #use: KindUse;
  readonly #run: CheckedRun;
  readonly #warn: (message: string) => void;

  /** `warn` is told of each that doesn't hold and is no reason to fail. */
  constructor(use: KindUse, { component, self, args }: Omit<CheckedRun, 'fields'>, warn: (message: string) => void) {
    this.#use = use;
    this.#run = { component, self, args, fields: use.fields };
    this.#warn = warn;
  }

  /** Undefined where there is nothing to check. */
  static of(use: KindUse, run: Omit<CheckedRun, 'fields'>, warn: (message: string) => void): Checks | undefined {
    return use.checks.before.length + use.checks.after.length > 0 ? new Checks(use, run, warn) : undefined;
  }

  /** Where nobody can wait. */
  now(phase: Phase, result?: unknown): void {
    const failed: CheckOutcome[] = [];
    for (const check of this.#use.checks[phase]) {
      this.#note(phase, check, this.#ask(phase, check, result, onlyNow), failed);
    }
    this.#judge(failed);
  }

  async later(phase: Phase, result?: unknown): Promise<void> {
    const failed: CheckOutcome[] = [];
    for (const check of this.#use.checks[phase]) {
      let verdict: CheckVerdict;
      try {
        verdict = await this.#ask(phase, check, result, (given) => given);
      } catch (error) {
        verdict = messageOf(error);
      }
      this.#note(phase, check, verdict, failed);
    }
    this.#judge(failed);
  }

  #ask<T>(
    phase: Phase,
    { check }: SettledCheck,
    result: unknown,
    take: (given: CheckVerdict | Promise<CheckVerdict>) => T,
  ): T | CheckVerdict {
    const run: CheckedRun | CheckedResult = phase === 'before' ? this.#run : { ...this.#run, result };
    try {
      return take(check(run));
    } catch (error) {
      return messageOf(error);
    }
  }

  #note(phase: Phase, { name, otherwise }: SettledCheck, verdict: CheckVerdict, failed: CheckOutcome[]): void {
    const holds = verdict !== false && typeof verdict !== 'string';
    const message = typeof verdict === 'string' && verdict !== '' ? verdict : null;
    const outcome = holds ? 'passed' : otherwise === 'fail' ? 'failed' : 'warned';
    const noted: CheckOutcome = { phase, name, outcome, message };
    this.outcomes.push(noted);
    if (outcome === 'failed') failed.push(noted);
    if (outcome === 'warned') this.#warn(wordsOf(this.#run.component, noted));
  }

  #judge([first]: readonly CheckOutcome[]): void {
    if (first) throw checkFailed(wordsOf(this.#run.component, first), this.#use.kind, first.phase);
  }
}

function onlyNow(given: CheckVerdict | Promise<CheckVerdict>): CheckVerdict {
  if (!(given instanceof Promise)) return given;
  given.catch(() => undefined);
  return 'it answers by a promise, and this code is not async: nobody waits for it';
}

const wordsOf = (component: string, { phase, name, message }: CheckOutcome): string =>
  `${phase === 'before' ? 'Before' : 'After'} ${component}: "${name}" does not hold${message === null ? '' : `: ${message.replace(/\.$/, '')}`}.`;
