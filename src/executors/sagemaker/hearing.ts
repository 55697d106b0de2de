import type { Boarded } from './batches.ts';
import { readLine } from './said.ts';

/** Passes on what a job's tasks say to those who listen; that they have started is known before. */
export const hear =
  (boarded: readonly Boarded[]) =>
  (text: string): void => {
    const line = readLine(text);
    // What was printed can't be told apart among several: it is all of theirs.
    if ('printed' in line) return boarded.forEach(({ listener }) => listener.log?.('info', line.printed));
    const { listener } = boarded.find(({ index }) => index === line.job) ?? {};
    const { said } = line;
    if (said.type === 'log') listener?.log?.(said.level, said.text);
    else if (said.type === 'progress') listener?.progress?.(said.done, said.total);
  };
