import { readFileSync } from 'node:fs';
import { allCommands } from '../cli/commands-page.ts';
import { flagsOf } from '../../src/cli/parse.ts';
import { allSettings } from '../config/settings-page.ts';
import { examples } from '../errors/examples.ts';

/** The names that people and their scripts rely on. */
export interface Names {
  readonly settings: readonly string[];
  /** With their options: `clew runs`, `clew runs --json`. */
  readonly commands: readonly string[];
  readonly errors: readonly string[];
  /** By entry: `clew Task`, `clew/testing startS3`. */
  readonly exports: readonly string[];
}

const exportsOf = (entry: string, file: string): string[] =>
  Array.from(
    readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').matchAll(/^export (?:type )?\{([^}]*)\}/gm),
    ([, names]) => names!.split(','),
  )
    .flat()
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => `${entry} ${name}`);

export async function allNames(): Promise<Names> {
  const commands = (await allCommands()).flatMap(({ name, command }) => [
    name,
    ...flagsOf(command).map((flag) => `${name} --${flag.name}`),
  ]);
  return {
    settings: allSettings().map(({ path }) => path),
    commands: commands.toSorted(),
    errors: [...new Set(examples.map(({ code }) => code))].toSorted(),
    exports: [...exportsOf('clew', 'src/index.ts'), ...exportsOf('clew/testing', 'src/testing/index.ts')].toSorted(),
  };
}
