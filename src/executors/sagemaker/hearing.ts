import type { Seat } from './batches.ts';
import { readLine } from './said.ts';

/** Passes on what a job's tasks say to those who listen; that they have started is known before. */
export function hear(seats: readonly Seat[], places: readonly { readonly index: number }[]): (line: string) => void {
  return (text) => {
    const line = readLine(text);
    // What was printed can't be told apart among several: it is all of theirs.
    if ('printed' in line) return seats.forEach(({ listener }) => listener.log?.('info', line.printed));
    const { listener } = seats[places.findIndex(({ index }) => index === line.job)] ?? {};
    const { said } = line;
    if (said.type === 'log') listener?.log?.(said.level, said.text);
    else if (said.type === 'progress') listener?.progress?.(said.done, said.total);
  };
}
