import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import { BenchProject, type Measured, measure, median, timeProcess, times } from './measure.ts';

export interface StreamingRow {
  readonly name: string;
  readonly megabytes: number;
  readonly ms: number;
  /** Of `cp`, in the same minutes. */
  readonly floor: number;
  readonly mb: number;
  /** Before the first byte. */
  readonly before: number;
}

interface MeasuredStream extends Measured {
  readonly before: number;
}

/** A large file into an artifact in a folder and out of it again, digested both times, beside `cp`. They take turns. */
export function streaming(megabytes = 1024, rounds = 3): StreamingRow[] {
  using project = new BenchProject();
  const { folder } = project;
  fill(join(folder, 'source'), megabytes);
  const measured = times(rounds, () => {
    for (const name of ['layer', 'copy', 'cp']) rmSync(join(folder, name), { recursive: true, force: true });
    const floor = timeProcess('cp', ['source', 'cp'], folder);
    rmSync(join(folder, 'cp'));
    const into = measure('streaming-child.ts', ['in'], folder) as MeasuredStream;
    const out = measure('streaming-child.ts', ['out'], folder) as MeasuredStream;
    return { floor, into, out };
  });
  const floor = median(measured.map((round) => round.floor));
  return (['into', 'out'] as const).map((way) => ({
    name: `${megabytes} MB ${way === 'into' ? 'into an artifact' : 'out of it'}`,
    megabytes,
    ms: median(measured.map((round) => round[way].ms)),
    floor,
    mb: Math.max(...measured.map((round) => round[way].mb)),
    before: median(measured.map((round) => round[way].before)),
  }));
}

/** What no file system can make small. */
function fill(file: string, megabytes: number): void {
  const part = randomFillSync(Buffer.alloc(1024 ** 2));
  const handle = openSync(file, 'w');
  for (let i = 0; i < megabytes; i++) {
    part.writeUInt32LE(i);
    writeSync(handle, part);
  }
  closeSync(handle);
}
