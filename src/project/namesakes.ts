import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunEvents } from '../scheduler/events.ts';
import type { IsNamesake } from '../scheduler/run-options.ts';

type Namesakes = RunEvents['namesakeFound'];

/**
 * Gives an {@link IsNamesake} for a project; `found` hears of each pair once. A task that was moved is no namesake of
 * itself: the file of before must still have a class of that name.
 */
export function namesakesIn(root: string, found?: (namesakes: Namesakes) => void): IsNamesake {
  const known = new Map<string, boolean>();
  return ({ name, place: own }, place) => {
    const file = path.resolve(root, place.replace(/:\d+$/, ''));
    if (!own || own.file === file) return false;
    const key = `${name} ${file}`;
    let answer = known.get(key);
    if (answer === undefined) {
      known.set(key, (answer = hasTask(file, name)));
      if (answer) found?.({ task: name, place: `${path.relative(root, own.file)}:${own.line}`, other: place });
    }
    return answer;
  };
}

function hasTask(file: string, name: string): boolean {
  try {
    const text = readFileSync(file, 'utf8');
    const isClass = text
      .split(`class ${name}`)
      .slice(1)
      .some((rest) => !/^[\w$]/.test(rest));
    return text.includes('Task') && (isClass || text.includes(`'${name}'`) || text.includes(`"${name}"`));
  } catch {
    return false;
  }
}

/** Says that two tasks share a history. */
export const namesakeText = ({ task, place, other }: Namesakes): string =>
  `${task} is the name of two tasks, at ${place} and at ${other}, and the record takes them for one. ` +
  `Give one of them a name of its own: @Task({ name: 'Other${task}' }).`;
