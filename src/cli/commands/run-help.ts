import { findWorkflows } from '../../config/workflows.ts';
import type { ResolvedSettings } from '../../config/load.ts';
import { shownPath } from '../../modules/stack.ts';
import type { Flag } from '../flags.ts';
import { flagRows } from '../render/help.ts';
import { table } from '../render/table.ts';
import { type Target, tasksIn } from '../target.ts';
import { bold, dim } from '../terminal.ts';
import { runFlags } from './run-flags.ts';

const variables: readonly (readonly [string, string])[] = [
  ['CLEW_PROFILE', 'which profile of clew.config.ts to take'],
  ['CLEW_DATABASE_URL', 'the record: postgres://… or the path of a SQLite file'],
  ['CLEW_CONCURRENCY', 'how many tasks may run at a time'],
  ['CLEW_SETTINGS', 'settings as JSON, laid over the profile'],
  ['CLEW_HOME', 'the folder for what Clew keeps; default .clew'],
  ['CLEW_PARAM_…', 'a parameter: CLEW_PARAM_API_TOKEN is --api-token, for what should not stand on a command line'],
  ['NO_COLOR', 'no colours'],
];

export const variablesHelp = (): string => `Environment variables\n${table(variables, { indent: '  ' })}`;

/** Renders what one target takes. */
export function targetHelp({ note }: Target, params: readonly Flag[], command: string): string {
  const parts = [`${bold(`${command} [--param value …]`)}\n${note.doc ?? `${note.kind} ${note.name}`}`];
  parts.push(params.length > 0 ? `Parameters\n${flagRows(params)}` : 'It has no parameters.');
  parts.push(`Options\n${flagRows(runFlags)}`, variablesHelp());
  return parts.join('\n\n');
}

/** The workflows that one may name without a module. */
export async function workflowList(settings: ResolvedSettings): Promise<string | undefined> {
  const rows: string[][] = [];
  for (const file of await findWorkflows(settings)) {
    for (const { note } of await tasksIn(file)) {
      if (note.kind === 'workflow') rows.push([bold(note.name), dim(shownPath(file)), note.doc ?? '']);
    }
  }
  return rows.length > 0 ? table(rows, { indent: '  ' }) : undefined;
}
