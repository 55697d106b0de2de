import type { Files } from '../../support/project.ts';
import { type Case, edited } from './program.ts';
import { render } from './render.ts';

/** A case as the files of its project, and what the edit changes in them. */
export function showCase({ program, edit }: Case): string {
  const next = edited(program, edit);
  const [before, after] = [render(program).files, render(next).files];
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => textOf(before, name) !== textOf(after, name),
  );
  const environment = ({ environment }: Case['program']): string =>
    environment.map((number, i) => (number === undefined ? '' : `SHOP_${i}=${number} `)).join('');
  return [
    ...Object.keys(before)
      .filter((name) => !name.endsWith('.keep'))
      .map((name) => `--- ${name}\n${textOf(before, name)}`),
    `$ ${environment(program)}run-workflow workflow.ts W\n`,
    `Then: ${edit.kind}${edit.keepsTimes ? ', and the files keep their times' : ''}`,
    ...changed.map((name) => `--- ${name}\n${textOf(after, name) ?? '(removed)\n'}`),
    `$ ${environment(next)}run-workflow workflow.ts W\n`,
  ].join('\n');
}

function textOf(files: Files, name: string): string | undefined {
  const text = files[name];
  return text === undefined || typeof text === 'string' ? text : `${JSON.stringify(text)}\n`;
}
