// npm run bench: medians of whole runs, as ratios to a floor that was measured in the same minutes.
import { availableParallelism, cpus } from 'node:os';
import { buckets } from './buckets.ts';
import { isolating, speedUp } from './isolating.ts';
import { scheduling } from './scheduling.ts';
import { calling, serving } from './serving.ts';
import { sharing } from './sharing.ts';
import { starting } from './starting.ts';
import { streaming } from './streaming.ts';
import { tracing } from './tracing.ts';

const cell = (value: number, digits = 0): string => value.toFixed(digits).padStart(9);
const line = (name: string, ...cells: readonly string[]): void => console.log(name.padEnd(36) + cells.join(''));

console.log(`Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}\n`);

console.log('Scheduling: no-op tasks, each with a lasting record in SQLite; ms, medians');
line('', '    first', '  its run', '   cached', '  its run', '    floor', '  × floor', '  µs/task', '  peak MB');
for (const { name, first, said, second, secondSaid, floor, mb, perTask } of scheduling()) {
  const ran = [cell(first), cell(said), cell(second), cell(secondSaid)];
  line(name, ...ran, cell(floor), cell(first / floor, 1), cell(perTask), cell(mb));
}
console.log(
  'first: settings, loading the workflow, planning, running, committing, summary; its run: what it says it took.',
);
console.log('cached: the same command once more. floor: the same rows by hand.\n');

console.log('Several processes on one record: 10 000 no-op tasks and a sink, whole processes; ms, medians');
line('', '       ms', '  nodes/s', ' executed');
for await (const { name, ms, perSecond, executed } of sharing()) line(name, cell(ms), cell(perSecond), cell(executed));
console.log('one plan: each of them records all nodes, and executes those that no other has.\n');

console.log('Isolation: fan-out 10 000 + sink, no-op tasks; ms, medians');
line('', '    first', '  its run', '  µs/task');
for (const { name, first, said, perTask } of isolating()) line(name, cell(first), cell(said), cell(perTask));
const { one, two } = speedUp();
console.log('\nEight tasks that keep a core busy, each in a thread; ms of the run, medians');
line('concurrency 1', cell(one));
line('concurrency 2', cell(two), `   ${(one / two).toFixed(2)} times as fast\n`);

console.log('Streaming: a file into an artifact in a folder and out of it, digested on the way; ms, medians');
line('', '       ms', '       cp', '     × cp', '     MB/s', '  peak MB', '   before');
for (const { name, megabytes, ms, floor, mb, before } of streaming()) {
  line(name, cell(ms), cell(floor), cell(ms / floor, 1), cell((1000 * megabytes) / ms), cell(mb), cell(before));
}

console.log('\nTracing in a record of 100 000 runs; ms, medians');
line('', '   frames', '       ms');
for (const { name, frames, ms } of await tracing()) line(name, cell(frames), cell(ms, 1));

console.log(
  '\nRegistered calls with one output id each, recorded in SQLite by a thread of their own; µs a call, medians',
);
line('', '  lasting', '     felt', '  peak MB');
for (const { name, perCall, felt, mb } of calling()) line(name, cell(perCall, 1), cell(felt, 1), cell(mb));
const served = serving();
console.log('\nA server under load, recording one call with an output id for each answer; medians');
line('', ' answers/s', '   CPU µs');
line('without register', cell(served.without.perSecond), cell(1000 * served.without.ms));
line('with register', cell(served.with.perSecond), cell(1000 * served.with.ms));
console.log('CPU: of the thread that answers, for one answer.');

const rates = await buckets();
if (rates) {
  console.log('\nA bucket: objects of 1 KB, 64 requests at a time; objects a second, medians');
  line('the storage layer', cell(rates.layer), `   × the SDK alone ${(rates.layer / rates.bare).toFixed(2)}`);
}

console.log('\nStarting: whole processes; ms, medians');
const starts = starting();
for (const { name, ms } of starts) line(name, cell(ms), `   × node ${(ms / starts[0]!.ms).toFixed(1)}`);
