import type { LeaseSummary } from '../../lineage/entries.ts';
import { bold, dim, fit } from '../terminal.ts';
import { table } from './table.ts';
import { ago } from './values.ts';

/** What is being run now and by whom; nothing where nothing is. */
export function heldText(leases: readonly LeaseSummary[], most = 20): string {
  if (leases.length === 0) return '';
  const rows = leases
    .slice(0, most)
    .map(({ node, run, host, pid, takenAt }) => [fit(node, 60), run, `pid ${pid} on ${host}`, dim(ago(takenAt))]);
  const more = leases.length > most ? dim(`\n  … and ${leases.length - most} more`) : '';
  return `\n\n${bold('being run')}\n${table(rows, { indent: '  ' })}${more}`;
}
