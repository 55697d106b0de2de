const left = new Set<() => void>();
let isListening = false;

function leaveNothing(): void {
  for (const action of left) action();
}

/** Does something if this process exits before it is told otherwise. Gives the way to tell it. */
export function atExit(action: () => void): () => void {
  if (!isListening) process.on('exit', leaveNothing);
  isListening = true;
  left.add(action);
  return () => void left.delete(action);
}
