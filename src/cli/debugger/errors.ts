import { userError } from '../../errors.ts';

/** Up or down from the last frame on that way. */
export const noFurtherFrame = userError('NO_FURTHER_FRAME', (way: 'up' | 'down', number: number) => {
  const why = way === 'up' ? 'nothing on record led to it' : 'it is what was asked about';
  return {
    message: `There is no frame ${way} from here: #${number} is the last one, ${why}.`,
    next: way === 'up' ? 'down goes the other way.' : 'up goes the other way.',
  };
});

export const noSuchFrame = userError('NO_SUCH_FRAME', (asked: string, count: number) => ({
  message: `There is no frame "${asked}".`,
  next: `They are numbered from 0 to ${count - 1}: bt lists them.`,
}));

/** Flags are about output ids. */
export const whichOutputId = userError(
  'WHICH_OUTPUT_ID',
  (componentRun: string, ids: readonly string[], command: string) => {
    const some = ids.slice(0, 5).join(', ') + (ids.length > 5 ? `, and ${ids.length - 5} more` : '');
    const what = ids.length === 0 ? 'has given out no output id' : `has given out ${ids.length} output ids: ${some}`;
    return {
      message: `${componentRun} ${what}.`,
      next: ids.length === 0 ? 'down leads to what was given out.' : `Name one of them: ${command} <output id>`,
    };
  },
);

export const debuggerUsage = userError('DEBUGGER_USAGE', (message: string, command: string) => ({
  message,
  next: `help ${command} says what it takes.`,
}));
