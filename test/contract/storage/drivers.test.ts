import { FolderDriver } from '../../../src/storage/folder.ts';
import { MemoryDriver } from '../../../src/storage/memory.ts';
import { temporaryFolder } from '../../storage/folder.ts';
import { storageContract } from './contract.ts';

storageContract('folder', async () => new FolderDriver(await temporaryFolder()));
storageContract('memory', () => new MemoryDriver());
storageContract('durable folder', async () => new FolderDriver(await temporaryFolder(), { durable: true }));
