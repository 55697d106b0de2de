import type { TaskResult } from '../../runtime/job.ts';

/** Stands for the project's folder in what travels between machines. */
const token = 'project://';

/** An error from a container, with the project's folder as a word. */
export const leaveFrom = (result: TaskResult, root: string): TaskResult => replaced(result, root, token);

/** The same where the project's own folder is. */
export const arriveAt = (result: TaskResult, root: string): TaskResult => replaced(result, token, root);

function replaced(result: TaskResult, from: string, to: string): TaskResult {
  const { error } = result;
  if (!error) return result;
  const change = (text: string): string =>
    text.replaceAll(`file://${from}/`, `${to}/`).replaceAll(`${from}/`, `${to}/`);
  const { message, stack, at } = error;
  return {
    ...result,
    error: {
      ...error,
      message: change(message),
      stack: stack === null ? null : change(stack),
      at: at && { ...at, file: change(at.file) },
    },
  };
}
