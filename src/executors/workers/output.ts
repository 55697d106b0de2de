import type { Readable } from 'node:stream';

/** With this V8 begins to say at length that it is out of memory; one sentence of ours says so too. */
const lament = '\n<--- Last few GCs --->';

/** Enough of what was written last to know how a process came to its end. */
const remembered = 8192;

/**
 * What a worker prints goes the way of what a task in this process prints. Not by `pipe()`: someone may have put
 * another `write` in the place of the stream's own, and what waits for `drain` would wait for ever.
 */
export function passOn(from: Readable, to: NodeJS.WriteStream, remember?: (words: string) => void): void {
  // A thread's would keep this process awake if the thread had been started without Node's own pipe.
  from.unpipe(to);
  let last = '';
  let laments = false;
  from.on('data', (chunk: Buffer) => {
    if (!remember) return void to.write(chunk);
    const text = chunk.toString('latin1');
    last = (last + text).slice(-remembered);
    remember(last);
    if (laments) return;
    const start = text.indexOf(lament);
    laments = start >= 0;
    if (start !== 0) to.write(laments ? chunk.subarray(0, start) : chunk);
  });
  from.on('error', () => undefined);
  from.resume();
}
