// npm run bench: medians of whole runs, as ratios to a floor that was measured in the same minutes.
import { availableParallelism, cpus } from 'node:os';
import { buckets } from './buckets.ts';
import { isolating, speedUp } from './isolating.ts';
import { reaching } from './reaching.ts';
import { scheduling } from './scheduling.ts';
import { calling, serving } from './serving.ts';
import { sharing } from './sharing.ts';
import { starting } from './starting.ts';
import { streaming } from './streaming.ts';
import { tables } from './tables.ts';
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

console.log('Streaming: digested on the way; ms, medians. floor: cp, in S3 the SDK; digest: SHA-256 alone');
line('', '       ms', '    floor', '  × floor', '   digest', '     MB/s', '  peak MB', '   before');
for (const { name, ms, floor, hash, mbPerSecond, mb, before } of await streaming()) {
  line(name, cell(ms), cell(floor), cell(ms / floor, 2), cell(hash), cell(mbPerSecond), cell(mb), cell(before));
}

console.log('\nTables: Parquet written by a task and read by another, beside the library alone; ms, whole processes');
line('', '       ms', '  peak MB', '     bare', '  peak MB', '   × bare');
for (const { name, ms, mb, bare } of tables()) {
  line(name, cell(ms), cell(mb), ...(bare ? [cell(bare.ms), cell(bare.mb), cell(ms / bare.ms, 2)] : []));
}

console.log('\nTracing in a record of 100 000 runs; ms, medians');
line('', '   frames', '       ms');
for (const { name, frames, ms } of await tracing()) line(name, cell(frames), cell(ms, 1));

console.log('\nImpact of a root with 100 000 descendants, all of them listed; ms, medians, and MB more than before');
line('', '    first', '      all', '       MB');
for (const { name, first, all, mb } of await reaching()) line(name, cell(first, 1), cell(all), cell(mb));
console.log(
  '\nRegistered calls with one output id each, recorded in SQLite by a thread of their own; µs a call, medians',
);
line('', '  lasting', '     felt', '  peak MB');
for (const { name, perCall, felt, mb } of calling()) line(name, cell(perCall, 1), cell(felt, 1), cell(mb));
const served = await serving();
console.log('\nA server under load, recording one call with an output id for each answer; medians');
line('', ' answers/s', '   CPU µs');
line('without register', cell(served.without.perSecond), cell(1000 * served.without.ms));
line('with register', cell(served.with.perSecond), cell(1000 * served.with.ms));
console.log('CPU: of the thread that answers, for one answer.');

const rates = await buckets();
if (rates) {
  const { objects, layer, bare } = rates;
  console.log(`\nA bucket: ${objects} objects of 1 KB, 64 requests at a time; objects a second, medians`);
  line('', ' a second', '   µs CPU');
  line('the SDK alone', cell(bare.perSecond), cell(bare.cpu));
  line(
    'the storage layer',
    cell(layer.perSecond),
    cell(layer.cpu),
    `   × ${(layer.perSecond / bare.perSecond).toFixed(2)}`,
  );
}

console.log('\nStarting: whole processes; ms, medians');
const starts = starting();
for (const { name, ms } of starts) line(name, cell(ms), `   × node ${(ms / starts[0]!.ms).toFixed(1)}`);
