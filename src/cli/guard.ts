/** How long a run that something threw into has to end in order. */
const grace = 3000;

/**
 * While a run goes on: what is thrown outside of every task (in a timer, in a promise that nobody awaits) ends it,
 * and `process.exit()` in a task doesn't pass for success. Gives the way to stop watching.
 */
export function guardProcess(onStray: (thrown: unknown) => void, onExit: (code: number) => void): () => void {
  const thrown = (error: unknown): void => {
    onStray(error);
    setTimeout(() => process.exit(1), grace).unref();
  };
  const exiting = (code: number): void => {
    onExit(code);
    if (code === 0) process.exitCode = 1;
  };
  process.on('uncaughtException', thrown);
  process.on('exit', exiting);
  return () => {
    process.off('uncaughtException', thrown);
    process.off('exit', exiting);
  };
}
