import { first } from './0001-first.ts';
import { resume } from './0002-resume.ts';
import { lease } from './0003-lease.ts';
import { limits } from './0004-limits.ts';
import { rerun } from './0005-rerun.ts';
import { tolerated } from './0006-tolerated.ts';
import { blocks } from './0007-blocks.ts';
import { joins } from './0008-joins.ts';
import { jobs } from './0009-jobs.ts';
import { kinds } from './0010-kinds.ts';
import { dependencies } from './0011-dependencies.ts';
import { longKeys } from './0012-long-keys.ts';
import type { Migration } from './columns.ts';

/** Every step of the schema, oldest first. A record's version is how many of them it has had. */
export const migrations: readonly Migration[] = [
  first,
  resume,
  lease,
  limits,
  rerun,
  tolerated,
  blocks,
  joins,
  jobs,
  kinds,
  dependencies,
  longKeys,
];
