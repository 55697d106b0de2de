import { copyFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BenchProject, here, measure } from './measure.ts';

export interface TableRow {
  readonly name: string;
  readonly ms: number;
  readonly mb: number;
  /** Of the library alone, in the same minutes. */
  readonly bare?: { readonly ms: number; readonly mb: number };
}

/** A table as Parquet: written by a task, and two of its ten columns read by another; beside the library alone. */
export function* tables(rows = Number(process.env['CLEW_BENCH_ROWS'] ?? 10_000_000)): Generator<TableRow> {
  using project = new BenchProject();
  for (const file of ['tables-data.ts', 'tables-workflow.ts'])
    copyFileSync(join(here, file), join(project.folder, file));
  const run = (target: string): { ms: number; mb: number } =>
    measure('child.ts', ['tables-workflow.ts', target, '--rows', String(rows), '--json'], project.folder);
  const bare = (way: string): { ms: number; mb: number } =>
    measure('tables-bare.ts', [way, String(rows)], project.folder);
  const millions = `${rows / 1e6} million rows`;
  yield { name: `${millions}: making them`, ...bare('make') };
  yield { name: `${millions} × 10 written`, ...run('Readings'), bare: bare('write') };
  yield { name: 'two columns read', ...run('Two'), bare: bare('read') };
  yield { name: 'two columns part by part', ...run('Parts') };
  yield { name: 'file, MB', ms: 0, mb: sizeOf(join(project.folder, '.clew')), bare: { ms: 0, mb: bareSize(project) } };
}

const megabyte = 1024 ** 2;
const bareSize = ({ folder }: BenchProject): number => statSync(join(folder, 'bare.parquet')).size / megabyte;
const sizeOf = (folder: string): number => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.parquet'));
  return files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / megabyte;
};
