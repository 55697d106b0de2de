import { openRecord } from '../../../src/lineage/open-record.ts';
import { aRun, entry, thisProcess } from './made.ts';

/** A process that opens a record, writes a run of 50 entries and goes away without ending it: file, name. */
const [file, name] = process.argv.slice(2) as [string, string];
const record = await openRecord({ sqlite: file });
const run = `run-${name}`;
await record.startRun(aRun(run, { process: { ...thisProcess, id: `proc-${name}` } }));
for (let index = 0; index < 50; index++) {
  await record.commit(entry(`${name}-${index}`, [], { run, process: `proc-${name}` }));
}
await record.close();
