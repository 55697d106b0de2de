import type { Boarded } from './batches.ts';

/** A message of a task while it runs, as it travels in the logs of its container. */
export type JobMessage =
  | { readonly type: 'started' }
  | { readonly type: 'progress'; readonly done: number; readonly total?: number | undefined }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly text: string };

/** A line of a container: of one of its jobs, or printed by whatever else. */
export type Line = { readonly job: number; readonly said: JobMessage } | { readonly printed: string };

/** CloudWatch takes 256 KB an event, in bytes of which a letter may take four; what is longer is cut. */
const longest = 60_000;

const mark = '{"clew":';

/** The container's end: one line of JSON for each thing that is said, so that CloudWatch's own queries know its fields. */
export function writeMessage(job: number, said: JobMessage): string {
  const short =
    said.type === 'log' && said.text.length > longest ? { ...said, text: `${said.text.slice(0, longest)}…` } : said;
  return JSON.stringify({ clew: 1, job, ...short });
}

/** The driver's end. What is no line of ours was printed. */
export function readLine(line: string): Line {
  if (!line.startsWith(mark)) return { printed: line };
  try {
    const { clew, job, ...said } = JSON.parse(line) as { clew: unknown; job: number } & JobMessage;
    return clew === 1 && Number.isInteger(job) && isSaid(said) ? { job, said } : { printed: line };
  } catch {
    return { printed: line };
  }
}

function isSaid(said: JobMessage): boolean {
  if (said.type === 'log') return typeof said.text === 'string';
  return said.type === 'started' || (said.type === 'progress' && typeof said.done === 'number');
}

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
