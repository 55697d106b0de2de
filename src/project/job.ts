// The program that a container on Amazon SageMaker runs: the jobs of one document. A file of its own in the package.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runContainer } = await import('./container/run-container.ts');
await runContainer();
