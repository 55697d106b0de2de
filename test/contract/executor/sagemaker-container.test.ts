import { fileURLToPath } from 'node:url';
import { cloudHere, inContainers } from '../../support/containers.ts';
import { executorContract } from './contract.ts';
import * as tasks from './tasks.ts';

const module = fileURLToPath(new URL('tasks.ts', import.meta.url));

executorContract('on SageMaker, in containers', inContainers(module, tasks, cloudHere, ['used.cjs', 'used.json']), {
  secrets: 'refused',
  // Each job is a process.
  timeout: 90_000,
});
