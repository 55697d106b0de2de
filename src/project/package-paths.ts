import { sep } from 'node:path';
import type { ResolutionDependency } from '../dependencies/dependencies.ts';
import { isInNodeModules } from '../modules/own-package.ts';

/** Tells whether a path, as dependencies have it, is that of an installed package. */
export const isInstalled = (path: string): boolean => isInNodeModules(`/${path}`.replaceAll('/', sep));

/** Tells whether a resolution is about installed packages, which are elsewhere in a container. */
export const leadsToPackage = ({ from, to }: ResolutionDependency): boolean =>
  isInstalled(from) || (to !== null && isInstalled(to));
