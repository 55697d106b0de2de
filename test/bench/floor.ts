// The same durable writes by hand, in one loop: no graph, no lookup, no events. Nothing can be recorded for less.
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { digestOf } from '../../src/values/digest.ts';
import { artifactIdOf, newComponentRunId } from '../../src/values/id.ts';
import { openRecord } from '../../src/lineage/open-record.ts';

const [kind, count] = [process.argv[2]!, Number(process.argv[3])];
const file = 'floor.db';
for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true });
// Makes the tables.
await (await openRecord({ sqlite: file })).close();

const start = performance.now();
const db = new DatabaseSync(file);
db.exec('pragma synchronous = normal; pragma wal_autocheckpoint = 16000');
db.exec(
  `insert into process (id, host, pid, cwd, clew_version, node_version) values ('proc-1', 'here', 1, '/', '0', '24')`,
);
db.exec(`insert into component (name, kind, created_at) values ('Leaf', 'task', 0)`);
const component = db.prepare(`insert into component_run
  (id, component, run, process, node, identity, code, place, params, status, reason, attempt, cached_from, executor, started_at, ended_at, error)
  values (?, 'Leaf', null, 'proc-1', ?, ?, null, 'graphs.ts:40', ?, 'ran', 'nothing recorded has this code', 1, null, 'in-process', ?, ?, null)`);
const artifact =
  db.prepare(`insert into artifact (id, made_by, name, codec, digest, size, layer, "key", damaged, "inline")
  values (?, ?, 'output', 'json', ?, ?, 'record', null, 0, ?)`);
const input = db.prepare(
  'insert into component_run_input (component_run, position, name, artifact) values (?, ?, ?, ?)',
);

// A chain can't write the next one before this one is lasting; a fan-out can write many at a time.
const group = kind === 'chain' ? 1 : 100;
let before: string | undefined;
const made: string[] = [];
for (let i = 0; i < count;) {
  db.exec('begin immediate');
  for (const end = Math.min(i + group, count); i < end; i++) {
    const run = newComponentRunId();
    const [output, now, value] = [artifactIdOf(run, 0), Date.now(), Buffer.from(String(i))];
    component.run(run, `Leaf(i=${i})`, digestOf(`Leaf ${i}`), `{"i":${i}}`, now, now);
    artifact.run(output, run, digestOf(value), value.length, value);
    if (kind === 'chain' && before !== undefined) input.run(run, 0, 'before', before);
    before = output;
    if (kind !== 'chain') made.push(output);
  }
  db.exec('commit');
}
if (made.length > 0) {
  db.exec('begin immediate');
  const sink = newComponentRunId();
  component.run(sink, 'Sink', digestOf('Sink'), '{}', Date.now(), Date.now());
  made.forEach((one, position) => input.run(sink, position, 'leaves', one));
  db.exec('commit');
}
db.close();
const ms = performance.now() - start;
process.stderr.write(`\n${JSON.stringify({ ms, mb: process.resourceUsage().maxRSS / 1024 })}\n`);
