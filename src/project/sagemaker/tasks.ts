import type { ReachedTask, Tasks } from '../../plan/tasks.ts';

/**
 * The tasks that run as jobs. A job takes minutes to start: so what only puts results together, or runs at a workflow's
 * end, stays with the scheduler, unless it says otherwise.
 */
export const remoteTasks = (tasks: Tasks): ReachedTask[] => [...tasks].filter(isRemote);

function isRemote({ model: { note }, isHandler }: ReachedTask): boolean {
  if (note.on === 'here') return false;
  return note.on !== undefined || (note.kind === 'task' && !isHandler);
}
