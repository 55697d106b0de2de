import type { Class, TaskNote } from '../authoring/notes.ts';
import type { PlanNode } from './node.ts';

/** The option of `@Workflow` that names a handler. */
export type HandlerField = 'onFailure' | 'finally';

/** What a node is there for that runs because a workflow has come to its end. */
export interface Handling {
  readonly workflow: PlanNode;
  readonly field: HandlerField;
}

/** A workflow's handlers, in the order in which they run. */
export function handlersOf(note: TaskNote): { readonly task: Class; readonly field: HandlerField }[] {
  return [
    ...note.onFailure.map((task) => ({ task, field: 'onFailure' as const })),
    ...note.finally.map((task) => ({ task, field: 'finally' as const })),
  ];
}

export const hasHandlers = ({ onFailure, finally: last }: TaskNote): boolean => onFailure.length + last.length > 0;
