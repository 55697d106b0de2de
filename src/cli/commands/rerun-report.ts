import { relative, resolve } from 'node:path';
import type { ProcessInfo } from '../../lineage/entries.ts';
import type { Program } from '../../modules/program.ts';
import { type ComparedRuns, compareRuns } from '../../inspect/compare-runs.ts';
import { shownPath } from '../../modules/stack.ts';
import type { RunReport } from '../../scheduler/report.ts';
import { comparedText } from '../render/compared.ts';
import { dim, yellow } from '../terminal.ts';
import type { HowToRun } from './run-perform.ts';

/** The things that `--only` names, and those that it may name. */
export interface Only {
  /** Nodes and tasks. */
  readonly names: ReadonlySet<string>;
  /** The nodes of the run that is repeated. */
  readonly known: readonly string[];
}

interface Asked {
  /** Where the code of then was loaded from. */
  readonly root: string | undefined;
  readonly only: Only | undefined;
}

/** Gives what a repeated run says at its end: how its results compare with those of then. */
export function answerOf(run: string, { root, only }: Asked): NonNullable<HowToRun['afterwards']> {
  return async (project, report) => {
    const compared = await compareRuns(project, run, report);
    const hints = [...notThere(report, compared, only), ...dataHints(report, root)];
    const document = { repeats: { code: root === undefined ? 'today' : 'then', ...compared } };
    return { text: [comparedText(compared), ...hints].join('\n'), document };
  };
}

/**
 * Says which names in `--only` no node had. What a report leaves out of very long lists has succeeded, and so it is
 * among what was compared.
 */
function notThere({ nodes }: RunReport, compared: ComparedRuns, only: Only | undefined): string[] {
  if (!only) return [];
  const results = [...compared.nodes.map(({ node }) => node), ...compared.onlyNow];
  const there = new Set(nodes.flatMap(({ node }) => [node.task, node.label]));
  for (const label of results) there.add(label).add(label.replace(/[(#].*$/s, ''));
  const missing = [...only.names].filter((name) => !there.has(name));
  return missing.map((name) => yellow(`--only ${name}: there was no such node this time`));
}

const notFound = new Set(['ENOENT', 'ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** Gives hints for a large data file beside a task's module that is missing. */
function dataHints({ nodes }: RunReport, root: string | undefined): string[] {
  if (root === undefined) return [];
  const isBeside = nodes.some(({ error }) => error && notFound.has(error.code ?? '') && error.message.includes(root));
  const way = 'read data by a path that counts from where you stand, or use --code today';
  return isBeside ? [dim(`What is imported is in ${shownPath(root)}, and small files that were read: ${way}.`)] : [];
}

/** The code of a run, as far as the record has it: a manifest without its sources. */
interface ProgramThen extends Pick<Program, 'packages'> {
  readonly files: readonly { readonly path: string; readonly digest: string }[];
}

/** Where the code of then is laid out, and the project that it is from. */
interface Roots {
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
