// The program that a worker runs: a thread or a process for isolated tasks. A file of its own in the package.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { work } = await import('./worker-main.ts');
work();
