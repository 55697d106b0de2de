import type { Class, TaskNote } from '../authoring/notes.ts';
import type { HandlerField } from './node.ts';

/** A workflow's handlers, in the order in which they run. */
export function handlersOf(note: TaskNote): { readonly task: Class; readonly field: HandlerField }[] {
  return [
    ...note.onFailure.map((task) => ({ task, field: 'onFailure' as const })),
    ...note.finally.map((task) => ({ task, field: 'finally' as const })),
  ];
}

export const hasHandlers = ({ onFailure, finally: last }: TaskNote): boolean => onFailure.length + last.length > 0;
