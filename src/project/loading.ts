let loading = 0;

/** Whether this is a worker that imports the modules of its tasks just now. */
export const isLoadingTasks = (): boolean => loading > 0;

/** Remembers it for as long as the work takes. */
export async function whileLoadingTasks<T>(work: () => Promise<T>): Promise<T> {
  loading += 1;
  try {
    return await work();
  } finally {
    loading -= 1;
  }
}
