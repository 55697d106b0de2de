// `npm run stress`: more and more pipelines at once, as many jobs a second as an account may create; then the same with
// Clew made worse, which must be found. `--pace 10` is ten times as fast, `--pipelines 4,8` fewer of them, `--untimed`
// leaves out how long it takes.
import { parseArgs } from 'node:util';
import { checkMutants, mutants } from './mutants.ts';
import { type Outcome, amazon, round } from './round.ts';
import { faultsOf, heading, lineOf } from './verdict.ts';

const { values } = parseArgs({
  options: {
    pace: { type: 'string', default: '1' },
    pipelines: { type: 'string', default: '4,8,16,32,64,128,256' },
    untimed: { type: 'boolean', default: false },
    mutants: { type: 'string', default: mutants.map(({ name }) => name).join() },
  },
});
checkMutants();
const pace = Number(values.pace);
const sizes = values.pipelines.split(',').map(Number);
const { create, list, connections, job } = amazon;

console.log(
  `Pipelines of five jobs, each of ${job / 1000} s; ${create} creations and ${list} lists a second, ${connections} connections; ${pace} times as fast.\n\n${heading}`,
);
let isWell = true;
let least: Outcome | undefined;
for (const pipelines of sizes) {
  const outcome = await round({ pipelines, pace, patience: 3_600_000 });
  least ??= outcome;
  const faults = faultsOf(outcome, least, !values.untimed);
  console.log([lineOf(outcome), ...faults.map((fault) => `    ${fault}`)].join('\n'));
  isWell &&= faults.length === 0;
}
const size = Math.min(32, sizes.at(-1)!);
for (const name of values.mutants.split(',').filter((one) => one !== '')) {
  const outcome = await round({ pipelines: size, pace, mutant: name, patience: 600_000 / pace + 20_000 });
  const faults = faultsOf(outcome, least!, !values.untimed);
  console.log(`\n${name}, ${size} pipelines: ${faults.length > 0 ? 'found' : 'NOT FOUND'}\n${lineOf(outcome)}`);
  for (const fault of faults) console.log(`    ${fault}`);
  isWell &&= faults.length > 0;
}
process.exitCode = isWell ? 0 : 1;
