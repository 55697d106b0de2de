import path from 'node:path';
import { userError } from '../errors.ts';
import type { ResumableRun } from '../lineage/query-results.ts';
import type { LineageRecord } from '../lineage/record.ts';
import { settingsOf } from '../modules/program.ts';
import { layOut } from '../modules/program-layout.ts';
import { digestOf } from '../values/digest.ts';
import type { ResolvedSettings } from '../config/load.ts';
import { makeHomeFolder } from './home-folder.ts';
import { dependenciesOfRun, usedFiles } from './recorded-dependencies.ts';
import { shellCommand } from '../values/shell-command.ts';
import { parseRecorded } from '../values/parse-recorded.ts';

/** The code of a run can't be had from the record as it was. */
export const codeNotKept = userError('CODE_NOT_KEPT', ({ id, process }: ResumableRun, why: string, cause?: unknown) => {
  const { gitCommit } = process;
  const git = gitCommit === null ? '' : `, or go back to git commit ${gitCommit.slice(0, 10)} first`;
  return {
    message: `The code of ${id} can't be had as it ran: ${why}.`,
    next: `Repeat it with the code of today${git}: ${shellCommand('npx clew rerun --code today', id)}`,
    cause,
  };
});

/** The code of a run, laid out to be loaded. */
export interface KeptProgram {
  /** The folder that stands for the project's root. */
  readonly root: string;
  /** The manifest of the code, as it is on record. */
  readonly manifest: Manifest;
  /** False: recorded before the code of a whole run was kept, so that only what ran is there. */
  readonly isWhole: boolean;
}

interface Manifest {
  readonly entry: string;
  readonly files: readonly { readonly path: string; readonly digest: string }[];
  readonly packages: Readonly<Record<string, string>>;
}

/** Lays out the code of a run as it was; what it stands on, the installed packages, is what is installed today. */
export async function keptProgram(
  record: LineageRecord,
  run: ResumableRun,
  settings: ResolvedSettings,
): Promise<KeptProgram> {
  const manifest = await manifestOf(record, run);
  const files = await sourcesOf(record, run, manifest);
  files.push(...(await filesUsed(record, run.id, files)));
  if (run.code === null) files.push(...settingsOfToday(files, settings.root));
  const key = digestOf(JSON.stringify(files.map(({ path: name, source }) => [name, digestOf(source)])));
  const root = layOut({
    files,
    packages: Object.keys(manifest.packages),
    folder: path.join(folderFor(settings), key.slice('sha256:'.length, 'sha256:'.length + 16)),
    root: settings.root,
  });
  return { root, manifest, isWhole: run.code !== null };
}

/** It has to lie in the project, where imports of packages are looked up. */
function folderFor({ home, root }: ResolvedSettings): string {
  const inside = path.relative(root, home);
  const isInside = inside !== '..' && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside);
  const at = isInside ? home : path.join(root, '.clew');
  makeHomeFolder(at);
  return path.join(at, 'code');
}

async function manifestOf(record: LineageRecord, run: ResumableRun): Promise<Manifest> {
  const digests = run.code === null ? await record.codesOf(run.id) : [run.code];
  if (digests.length === 0) throw codeNotKept(run, 'nothing of it ran, and an older Clew kept no other code');
  const texts = await record.codes(digests);
  const manifests = digests.map((digest) => {
    const text = texts.get(digest);
    if (text === undefined) throw codeNotKept(run, `the record has lost the list of its files, ${digest}`);
    return parseRecorded<Manifest>(text);
  });
  if (run.code !== null) return manifests[0]!;
  const files = new Map(manifests.flatMap(({ files: some }) => some.map((file) => [file.path, file])));
  const packages: Record<string, string> = Object.assign({}, ...manifests.map((one) => one.packages));
  return { entry: run.module!, files: [...files.values()], packages };
}

/** Gives the files that tasks loaded or read while they ran, as far as they were kept: large ones are not. */
async function filesUsed(record: LineageRecord, run: string, code: readonly SourceFile[]): Promise<SourceFile[]> {
  const known = new Set(code.map(({ path: name }) => name));
  const used = (await dependenciesOfRun(record, run)).flatMap(usedFiles).filter((file) => !known.has(file.path));
  const inside = used.filter((file) => !path.isAbsolute(file.path));
  const texts = await record.codes([...new Set(inside.map(({ digest }) => digest))]);
  const found = inside.flatMap(({ path: name, digest }) => {
    const source = texts.get(digest);
    return source === undefined ? [] : [[name, source] as const];
  });
  return Array.from(new Map(found), ([name, source]) => ({ path: name, source }));
}

interface SourceFile {
  readonly path: string;
  readonly source: string;
}

async function sourcesOf(record: LineageRecord, run: ResumableRun, { files }: Manifest): Promise<SourceFile[]> {
  const sources = await record.codes([...new Set(files.map(({ digest }) => digest))]);
  const bad = files.filter(({ digest }) => digestOf(sources.get(digest) ?? '') !== digest);
  if (bad.length > 0) {
    const names = bad.slice(0, 3).map(({ path: name }) => name);
    const more = bad.length > 3 ? ` and ${bad.length - 3} more` : '';
    throw codeNotKept(run, `what the record has of ${names.join(', ')}${more} is not what was kept`);
  }
  return files.map(({ path: name, digest }) => ({ path: name, source: sources.get(digest)! }));
}

/** Older records don't hold them. */
function settingsOfToday(files: readonly SourceFile[], root: string): SourceFile[] {
  const found = files.flatMap(({ path: name }) => settingsOf(path.resolve(root, name), root));
  const known = new Set(files.map(({ path: name }) => name));
  return [...new Map(found.map((file) => [file.path, file])).values()].filter((file) => !known.has(file.path));
}
