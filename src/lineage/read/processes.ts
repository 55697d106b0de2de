import type { ProcessInfo } from '../entries.ts';
import type { Row } from '../schema.ts';

/** The columns of `process`, under names that don't meet those of what it is joined to. */
export const processColumns = [
  'process.id as process_id',
  'process.host',
  'process.pid',
  'process.user',
  'process.cwd',
  'process.clew_version',
  'process.node_version',
  'process.git_commit',
  'process.git_dirty',
] as const;

export type ProcessColumns = Omit<Row<'process'>, 'id'> & { readonly process_id: string };

export function processOf(row: ProcessColumns): ProcessInfo {
  return {
    id: row.process_id,
    host: row.host,
    pid: row.pid,
    user: row.user,
    cwd: row.cwd,
    clewVersion: row.clew_version,
    nodeVersion: row.node_version,
    gitCommit: row.git_commit,
    gitDirty: row.git_dirty === null ? null : row.git_dirty === 1,
  };
}
