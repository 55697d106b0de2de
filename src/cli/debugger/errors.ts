import { UserError } from '../../errors.ts';

/** Up or down from the last frame on that way. */
export class NoFurtherFrame extends UserError {
  constructor(way: 'up' | 'down', number: number) {
    const why = way === 'up' ? 'nothing on record led to it' : 'it is what was asked about';
    super('NO_FURTHER_FRAME', `There is no frame ${way} from here: #${number} is the last one, ${why}.`, {
      next: way === 'up' ? 'down goes the other way.' : 'up goes the other way.',
    });
  }
}

export class NoSuchFrame extends UserError {
  constructor(asked: string, count: number) {
    super('NO_SUCH_FRAME', `There is no frame "${asked}".`, {
      next: `They are numbered from 0 to ${count - 1}: bt lists them.`,
    });
  }
}

/** Flags are about output ids. */
export class WhichOutputId extends UserError {
  constructor(componentRun: string, ids: readonly string[], command: string) {
    const some = ids.slice(0, 5).join(', ') + (ids.length > 5 ? `, and ${ids.length - 5} more` : '');
    const what = ids.length === 0 ? 'has given out no output id' : `has given out ${ids.length} output ids: ${some}`;
    super('WHICH_OUTPUT_ID', `${componentRun} ${what}.`, {
      next: ids.length === 0 ? 'down leads to what was given out.' : `Name one of them: ${command} <output id>`,
    });
  }
}

export class DebuggerUsage extends UserError {
  constructor(message: string, command: string) {
    super('DEBUGGER_USAGE', message, { next: `help ${command} says what it takes.` });
  }
}
