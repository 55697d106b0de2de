import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Project } from './project.ts';

/** As `npm i @aws-sdk/client-s3 @aws-sdk/lib-storage` would, for all projects of a test file. */
export function installSdk(project: Project): void {
  const modules = join(dirname(project.program('clew')), '../..');
  mkdirSync(modules, { recursive: true });
  const link = join(modules, '@aws-sdk');
  if (!existsSync(link)) symlinkSync(fileURLToPath(new URL('../../node_modules/@aws-sdk', import.meta.url)), link);
}
