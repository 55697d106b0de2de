import { type Dependencies, decodeDependencies } from '../../dependencies/dependencies.ts';
import type { CodeManifest, KeptDependencies } from '../../lineage/entries.ts';

/** Something that an execution used and that nothing on record says it would. */
export interface MissingNote {
  readonly kind: 'module' | 'package' | 'resolution' | 'file' | 'working directory' | 'variable' | 'unknown';
  /** The path, the name, the import; of `unknown` a sentence. The working directory is `.`. */
  readonly name: string;
}

/** Gives the dependencies that were noted of an execution, from its result. */
export function notedBy(kept: KeptDependencies | null | undefined): Dependencies {
  return decodeDependencies(kept?.texts.find(({ digest }) => digest === kept.digest)?.content);
}

/**
 * Gives what was used now but is neither in the static code nor on record. The reverse is no mistake: what only the
 * record has, others in that process had read, and the execution may have used what they left.
 */
export function missingNotes(
  now: Dependencies,
  recorded: Dependencies,
  { files, packages }: Pick<CodeManifest, 'files' | 'packages'>,
): MissingNote[] {
  const sources = files.map(({ path }) => path);
  const modules = new Set([...sources, ...recorded.modules.map(({ path }) => path)]);
  const read = new Set([
    ...[...modules].map((path) => `content ${path}`),
    ...recorded.files.map(({ kind, path }) => `${kind} ${path}`),
  ]);
  const installed = new Set(recorded.packages.map(packageKey));
  const imports = new Set(recorded.resolutions.map(importKey));
  const variables = new Set(recorded.variables.map(({ name }) => name));
  const reasons = new Set(recorded.unknown);
  const notes: MissingNote[] = [
    ...now.modules.filter(({ path }) => !modules.has(path)).map(({ path }) => note('module', path)),
    ...now.packages
      .filter((one) => !installed.has(packageKey(one)) && packages[one.name] !== (one.version ?? undefined))
      .map(({ name }) => note('package', name)),
    ...now.resolutions
      .filter((one) => !imports.has(importKey(one)))
      .map(({ specifier, from }) => note('resolution', `'${specifier}' in ${from}`)),
    ...now.files
      .filter((one) => !isRead(one, read))
      .map(({ kind, path }) => note(kind === 'cwd' ? 'working directory' : 'file', path)),
    ...now.variables.filter(({ name }) => !variables.has(name)).map(({ name }) => note('variable', name)),
    ...now.unknown.filter((reason) => !reasons.has(reason)).map((reason) => note('unknown', reason)),
  ];
  return [...new Map(notes.map((one) => [`${one.kind} ${one.name}`, one])).values()];
}

const note = (kind: MissingNote['kind'], name: string): MissingNote => ({ kind, name });

type Package = Dependencies['packages'][number];
const packageKey = ({ name, folder, version }: Package): string => JSON.stringify([name, folder, version]);

type Resolution = Dependencies['resolutions'][number];
const importKey = ({ from, specifier, kind }: Resolution): string => JSON.stringify([from, specifier, kind]);

/**
 * Tells whether a look at a file is covered by the record: reading the content also tells that the file is there and
 * how large it is.
 */
const isRead = ({ kind, path }: Dependencies['files'][number], read: ReadonlySet<string>): boolean =>
  read.has(`${kind} ${path}`) || ((kind === 'exists' || kind === 'stat') && read.has(`content ${path}`));
