import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Project } from './project.ts';

/** As `npm i @aws-sdk/client-s3 @aws-sdk/lib-storage` would, for all projects of a test file. */
export const installSdk = (project: Project): void => install(project, '@aws-sdk');

/** As `npm i @aws-sdk/client-s3` alone would. */
export const installS3Client = (project: Project): void => install(project, '@aws-sdk/client-s3');

/** As `npm i rolldown` would. */
export const installBundler = (project: Project): void => install(project, 'rolldown');

function install(project: Project, name: string): void {
  const modules = join(dirname(project.program('clew')), '../..');
  const link = join(modules, name);
  mkdirSync(dirname(link), { recursive: true });
  if (!existsSync(link)) symlinkSync(fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url)), link);
}
