import { fileURLToPath } from 'node:url';

/** Where a worker finds the tasks that misbehave. */
export const rogues = fileURLToPath(new URL('rogues.ts', import.meta.url));
