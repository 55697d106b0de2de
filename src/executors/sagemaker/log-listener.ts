import type { Boarded } from './batches.ts';
import { readLine } from './log-protocol.ts';

/** Passes on what a job's tasks say to those who listen; that they have started is known before. */
export const listenToLogs =
  (boarded: readonly Boarded[]) =>
  (text: string): void => {
    const line = readLine(text);
    // Printed lines can't be told apart among several jobs: each gets all of them.
    if ('printed' in line) return boarded.forEach(({ listener }) => listener.log?.('info', line.printed));
    const { listener } = boarded.find(({ index }) => index === line.job) ?? {};
    const { said } = line;
    if (said.type === 'log') listener?.log?.(said.level, said.text);
    else if (said.type === 'progress') listener?.progress?.(said.done, said.total);
  };
