import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { kindOf } from './candidates.ts';
import { upwards } from './packages.ts';

const settingsFile = /^clew\.config\.(ts|mts|js|mjs)$/;

/** The settings file in a folder. */
export function settingsFileIn(folder: string): string | undefined {
  try {
    const name = readdirSync(folder).find((entry) => settingsFile.test(entry));
    return name === undefined ? undefined : join(folder, name);
  } catch {
    return undefined;
  }
}

/** The project that a file or folder belongs to: the nearest one with a clew.config, else with a package.json, else itself. */
export function findProjectRoot(from: string): string {
  const path = resolve(from);
  const start = kindOf(path) === 'file' ? dirname(path) : path;
  const folders = [...upwards(start)];
  return (
    folders.find((folder) => settingsFileIn(folder) !== undefined) ??
    folders.find((folder) => kindOf(join(folder, 'package.json')) === 'file') ??
    start
  );
}
