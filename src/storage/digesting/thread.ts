// A thread that digests what others hand it, one stream after the other.
import { parentPort } from 'node:worker_threads';
import { type RingMemory, readRing } from './ring.ts';
import { Summing } from './sums.ts';

parentPort!.on('message', ({ memory, withBlocks }: { memory: RingMemory; withBlocks: boolean }) => {
  const summing = new Summing(withBlocks);
  for (const piece of readRing(memory)) summing.add(piece);
  parentPort!.postMessage(summing.end());
});
