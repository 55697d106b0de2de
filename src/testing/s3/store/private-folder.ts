import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { wrongSandbox } from '../../aws/errors.ts';

/** Makes a folder that no other user of this machine can look into, also where it was made before. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/** Takes a folder for this process: two servers would write over each other. Gives the way to let it go. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'in-use');
  const take = (): void => writeFileSync(file, String(process.pid), { flag: 'wx' });
  try {
    take();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(readFileSync(file, 'utf8'));
    if (holder !== process.pid && isAlive(holder)) {
      throw wrongSandbox(
        `The folder ${folder} is in use by another S3 server, process ${holder}.`,
        'Stop that one, or take another folder.',
      );
    }
    // Its holder was killed.
    rmSync(file);
    take();
  }
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
