import { relative, resolve } from 'node:path';
import type { ProcessInfo } from '../../lineage/entries.ts';
import type { Program } from '../../modules/program.ts';

/** The code of a run, as far as the record has it: a manifest without its sources. */
export interface ProgramThen extends Pick<Program, 'packages'> {
  readonly files: readonly { readonly path: string; readonly digest: string }[];
}

/** Where the code of then is laid out, and the project that it is from. */
export interface Roots {
  readonly root: string;
  readonly project: string;
}

const maxDifferences = 8;

/** Lists what is not as it was although the code is: packages, Node, and whatever else shows in the code's identity. */
export function differencesOf(then: ProgramThen, now: Program, process: ProcessInfo, roots: Roots): string[] {
  const all = [...packageDifferences(then, now), ...fileDifferences(then, now, roots), ...nodeDifference(process)];
  return all.length > maxDifferences
    ? [...all.slice(0, maxDifferences), `and ${all.length - maxDifferences} more differences`]
    : all;
}

function packageDifferences(then: ProgramThen, now: Program): string[] {
  return Object.entries(then.packages).flatMap(([name, version]) => {
    const today = now.packages[name];
    if (today === version || version === 'not installed') return [];
    return [`package ${name} was ${version} then and is ${today ?? 'not installed'} now`];
  });
}

/** There is none as long as imports are found as they were; by an absolute path, they lead into the project of today. */
function fileDifferences(then: ProgramThen, now: Program, { root, project }: Roots): string[] {
  const known = new Map(then.files.map(({ path, digest }) => [path, digest]));
  const others = now.files
    .filter(({ path, digest }) => known.get(path) !== digest && !/(^|\/)(package|tsconfig)\.json$/.test(path))
    .map(({ path }) => relative(project, resolve(root, path)));
  const loaded = new Set([...now.files.map(({ path }) => path), ...others]);
  const gone = then.files.filter(({ path }) => !loaded.has(path)).map(({ path }) => `${path} is not loaded now`);
  return [...others.map((path) => `${path} is loaded as it is today`), ...gone];
}

function nodeDifference({ nodeVersion }: ProcessInfo): string[] {
  const now = process.versions.node;
  return nodeVersion.split('.', 1)[0] === now.split('.', 1)[0]
    ? []
    : [`Node was ${nodeVersion} then and is ${now} now`];
}
