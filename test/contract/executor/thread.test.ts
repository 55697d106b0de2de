import { executorContract } from './contract.ts';
import { isolationContract } from './isolation.ts';
import { workers } from './workers.ts';

executorContract('in threads', workers('thread'));
isolationContract('thread');
