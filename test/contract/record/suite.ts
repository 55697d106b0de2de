import { describe } from 'vitest';
import { calling } from './calling.ts';
import { checking } from './checking.ts';
import { depending } from './depending.ts';
import type { Database } from './harness.ts';
import { impact } from './impact.ts';
import { jobs } from './jobs.ts';
import { leasing } from './leasing.ts';
import { limiting } from './limiting.ts';
import { many } from './many.ts';
import { past } from './past.ts';
import { reading } from './reading.ts';
import { remarking } from './remarking.ts';
import { repeating } from './repeating.ts';
import { resuming } from './resuming.ts';
import { tracing } from './tracing.ts';
import { versions } from './versions.ts';
import { ways } from './ways.ts';
import { writing } from './writing.ts';

/** What every record holds to, whatever database it is on. */
export function recordSuite(database: Database): void {
  describe(`record on ${database.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`, () => {
    writing(database);
    reading(database);
    resuming(database);
    repeating(database);
    past(database);
    tracing(database);
    impact(database);
    many(database);
    versions(database);
    calling(database);
    checking(database);
    depending(database);
    ways(database);
    remarking(database);
    jobs(database);
    leasing(database);
    limiting(database);
  });
}
