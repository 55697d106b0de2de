import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { userError } from '../../errors.ts';
import { packageRoot } from '../../modules/own-package.ts';
import { shownPath } from '../../modules/stack.ts';
import { green } from '../terminal.ts';
import { defineCommand } from '../command.ts';

export const alreadyThere = userError('ALREADY_THERE', (files: readonly string[]) => ({
  message: `Nothing was written: ${files.join(', ')} ${files.length === 1 ? 'is' : 'are'} there already.`,
  next: 'Take another folder: clew init <folder>.',
}));

export const initCommand = defineCommand({
  name: 'init',
  description: 'Writes a first workflow and its settings into a folder. Overwrites nothing.',
  args: [{ name: 'folder' }],
  flags: [
    {
      name: 'aws',
      type: 'boolean',
      doc: 'instead, into the folder aws: the runtime image for Amazon SageMaker, its script, and policies',
    },
  ],
  examples: ['npx clew init', 'npx clew init pipelines', 'npx clew init --aws'],
  async run({ args, flags }, terminal) {
    const template = flags.aws ? aws : basic;
    const folder = path.resolve(args.folder ?? template.folder);
    const from = path.join(packageRoot, 'templates', template.name);
    const names = (await readdir(from)).sort();
    const inTheWay = names.filter((name) => existsSync(path.join(folder, name)));
    if (inTheWay.length > 0) throw alreadyThere(inTheWay);
    await mkdir(folder, { recursive: true });
    const shown = (name: string): string => shownPath(path.join(folder, name));
    for (const name of names) {
      await copyFile(path.join(from, name), path.join(folder, name));
      terminal.out(`${green('✓')} ${shown(name)}`);
    }
    terminal.out(`\n${template.next(shown).join('\n')}`);
    return 0;
  },
});

/** A set of files to write: where it goes unless someone says so, and what to do then. */
interface Template {
  readonly name: string;
  readonly folder: string;
  readonly next: (path: (name: string) => string) => readonly string[];
}

const basic: Template = {
  name: 'basic',
  folder: '.',
  next: (path) => [`Run it:  npx run-workflow ${path('workflow.ts')}`],
};
const aws: Template = {
  name: 'aws',
  folder: 'aws',
  next: (path) => [
    `The role that jobs run with:   sh ${path('create-role.sh')} <bucket> <region>`,
    `The image that runs them:      sh ${path('build-and-push.sh')} <region>`,
    'Both print what goes into clew.config.ts. Then:  npx run-workflow <module> --on sagemaker',
  ],
};
