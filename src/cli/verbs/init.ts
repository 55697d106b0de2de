import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserMistake } from '../../errors.ts';
import { packageRoot } from '../../modules/own.ts';
import { shownPath } from '../../modules/stack.ts';
import { Options } from '../flags.ts';
import { type Terminal, green } from '../terminal.ts';
import { type Verb, helpFlag } from '../verb.ts';

export class AlreadyThere extends UserMistake {
  constructor(files: readonly string[]) {
    super(
      'ALREADY_THERE',
      `Nothing was written: ${files.join(', ')} ${files.length === 1 ? 'is' : 'are'} there already.`,
      {
        next: 'Take another folder: clew init <folder>.',
      },
    );
  }
}

export const initVerb: Verb = {
  name: 'init',
  summary: 'Writes a first workflow and its settings into a folder. Overwrites nothing.',
  usage: '[folder]',
  flags: [helpFlag],
  examples: ['npx clew init', 'npx clew init pipelines'],
  run,
};

const templates = path.join(packageRoot, 'templates', 'basic');

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, initVerb.flags, invoked);
  const folder = path.resolve(options.words.length === 0 ? '.' : options.oneWord('a folder'));
  const names = (await readdir(templates)).sort();
  const inTheWay = names.filter((name) => existsSync(path.join(folder, name)));
  if (inTheWay.length > 0) throw new AlreadyThere(inTheWay);
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    await copyFile(path.join(templates, name), path.join(folder, name));
    terminal.out(`${green('✓')} ${shownPath(path.join(folder, name))}`);
  }
  terminal.out(`\nRun it:  npx run-workflow ${shownPath(path.join(folder, 'workflow.ts'))}`);
  return 0;
}
