import { RunEmitter, type RunEvents } from '../../src/scheduler/events.ts';

const names: readonly (keyof RunEvents)[] = ['runStarted', 'planGrown', 'nodeStarted', 'nodeRetrying', 'nodeFinished'];

/** The event of a number in a run: something is done right there. */
export class Moment {
  readonly events = new RunEmitter();
  /** How many attempts have started until then. */
  started = 0;
  hasCome = false;

  constructor(number: number, act: () => void) {
    let seen = 0;
    for (const name of names) {
      this.events.on(name, () => {
        if (name === 'nodeStarted' && !this.hasCome) this.started += 1;
        if (seen++ !== number) return;
        this.hasCome = true;
        act();
      });
    }
  }
}
