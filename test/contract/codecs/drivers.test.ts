import { FolderDriver } from '../../../src/storage/folder.ts';
import { MemoryDriver } from '../../../src/storage/memory.ts';
import { temporaryFolder } from '../../storage/folder.ts';
import { codecsContract } from './contract.ts';

codecsContract('folder', async () => new FolderDriver(await temporaryFolder()));
codecsContract('memory', () => new MemoryDriver());
