import type { TaskNote } from '../authoring/notes.ts';
import { noteOf } from '../authoring/notes.ts';
import { kindMissing } from './errors.ts';
import { handlersOf } from './handling.ts';

/** Whether a workflow has a task of each kind that it asks for, at any depth. */
export function checkRequired(note: TaskNote, path: string): void {
  if (note.requires.length === 0) return;
  const kinds = new Set<string>();
  const seen = new Set([note]);
  for (const one of seen) {
    if (one.componentKind) kinds.add(one.componentKind.kind);
    for (const { task } of [...one.inputs, ...handlersOf(one)]) {
      const next = noteOf(task);
      if (next) seen.add(next);
    }
  }
  const missing = note.requires.filter((kind) => !kinds.has(kind));
  if (missing.length > 0) throw kindMissing(path, missing, [...kinds]);
}
