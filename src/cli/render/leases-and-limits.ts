import type { LeaseSummary, LimitSummary } from '../../lineage/query-results.ts';
import { bold, dim, fit } from '../terminal.ts';
import { table } from './table.ts';
import { ago } from './values.ts';

/** Renders what is being run now and by whom, and who has units of limits; nothing where nothing is. */
export function heldText(leases: readonly LeaseSummary[], limits: readonly LimitSummary[]): string {
  const nodes = leases.map((one) => [fit(one.node, 60), ...who(one)]);
  const units = limits.map((one) => [one.limit, String(one.units), fit(one.node, 60), ...who(one)]);
  return section('being run', nodes) + section('limits', units);
}

function who({ run, host, pid, takenAt }: LeaseSummary | LimitSummary): string[] {
  return [run, `pid ${pid} on ${host}`, dim(ago(takenAt))];
}

function section(title: string, rows: string[][], most = 20): string {
  if (rows.length === 0) return '';
  const more = rows.length > most ? dim(`\n  … and ${rows.length - most} more`) : '';
  return `\n\n${bold(title)}\n${table(rows.slice(0, most), { indent: '  ' })}${more}`;
}
