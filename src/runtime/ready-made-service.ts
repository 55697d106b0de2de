import type { Class, TaskNote } from '../authoring/notes.ts';
import { constructorTypes } from '../authoring/reflection.ts';
import { askedByFields, askedByArgument, isSetByValue } from './container.ts';

/**
 * The first thing that a task asks for, itself or by a service behind it, that someone has put into typedi's container
 * ready-made: another process has only what can be made there.
 */
export function readyMadeService(note: TaskNote): string | undefined {
  const seen = new Set<unknown>();
  const look = (target: Class, types: readonly unknown[]): string | undefined => {
    const asked = [...types.map((type, i) => askedByArgument(target, i) ?? type), ...askedByFields(target)];
    for (const id of asked) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (isSetByValue(id)) return nameOf(id);
      const further =
        typeof id === 'function'
          ? look(id as unknown as Class, constructorTypes(id as unknown as Class) ?? [])
          : undefined;
      if (further !== undefined) return further;
    }
    return undefined;
  };
  return look(note.target, note.constructorTypes ?? []);
}

function nameOf(id: unknown): string {
  if (typeof id === 'string') return `'${id}'`;
  const { name } = id as { readonly name?: string };
  return name || 'a token';
}
