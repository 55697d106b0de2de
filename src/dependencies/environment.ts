import { anyName } from '../modules/analysis/summary.ts';

/** Variables that differ from one terminal or process to the next, and Clew's own. */
const passing = /^(_|SHLVL|PWD|OLDPWD|COLUMNS|LINES|WINDOWID|TERM_SESSION_ID|CLEW_\w+|NODE_CHANNEL_\w+)$/;

/** Gives the value of an environment variable; for `*`, the values of all of them. */
export function environmentValue(name: string): string | undefined {
  if (name !== anyName) return process.env[name];
  const all = Object.entries(process.env).filter(([key]) => !passing.test(key));
  return JSON.stringify(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}
