import { userError } from '../../../errors.ts';
import type { ArtifactFilter, ListedArtifact } from '../../../lineage/query-results.ts';
import { isExternalId, isExternalLayer } from '../../../lineage/external.ts';
import type { LineageRecord } from '../../../lineage/record.ts';
import { artifactsOf } from '../../../project/artifacts.ts';
import { lastGiven } from '../../../inspect/last-output.ts';
import { nameOfArtifact } from '../../../project/artifact-name.ts';
import type { Artifacts } from '../../../storage/artifacts.ts';
import { namesOfFile, readKey, readName } from '../../../storage/artifact-key.ts';
import { unwrapFile } from '../../../storage/files/unwrap-file.ts';
import type { ArtifactRef } from '../../../storage/ref.ts';
import { didYouMean } from '../../../values/nearest-names.ts';
import { UnknownId, resolveId } from '../../../inspect/resolve-id.ts';
import { type AskedProfile, settingsFor } from '../../settings.ts';
import { shellCommand } from '../../../values/shell-command.ts';

/** The word that most of these commands take. */
export const whatArg = { name: 'what', accepts: ['artifact', 'id', 'task'], kind: 'id' } as const;

/** The flags of all that shows or fetches an artifact. */
export interface ArtifactFlags extends AskedProfile {
  readonly json: boolean;
}

/** So many versions of one name are looked at. */
const maxVersions = 200;

export const noArtifact = userError('NO_ARTIFACT', (what: string, hint: string) => ({
  message: `There is no artifact of ${what} on record.${hint}`,
  next: `${shellCommand('clew artifacts ls')} lists what there is.`,
}));

export const notKept = userError('NOT_KEPT', ({ id, name, key, layer }: ListedArtifact) => ({
  message: `${id} is ${key ?? name}, of which the record keeps the digest alone.`,
  next:
    layer === 'value'
      ? 'Of large values no more is kept: write them to a file, and name that.'
      : 'It lies where the code that was registered has read or written it.',
}));

/** From what people type to a filter: tasks by their names, everything else by ids and their beginnings. */
export async function filterFor(record: LineageRecord, what: string | undefined): Promise<ArtifactFilter> {
  if (what === undefined) return {};
  const byName = nameFilter(what);
  if (byName) return byName;
  const byTask = await taskFilter(record, what);
  if (byTask) return byTask;
  try {
    const { kind, id } = await resolveId(record, what, ['artifact', 'output id', 'component run', 'run']);
    if (kind === 'artifact') return { artifact: id };
    if (kind === 'run') return { run: id };
    if (kind === 'component run') return { componentRun: id };
    return { componentRun: (await record.trace(id)).frames[0]!.componentRun };
  } catch (error) {
    if (!(error instanceof UnknownId)) throw error;
    const tasks = (await record.components()).map(({ name }) => name);
    const near = didYouMean(what, tasks);
    throw near ? noArtifact(what, near) : error;
  }
}

/** A key is of one version, a name of all of them. */
function nameFilter(what: string): ArtifactFilter | undefined {
  const named = readName(what);
  if (!named) return undefined;
  return readKey(what) ? { key: what } : { identity: named.identity, name: namesOfFile(named.file) };
}

/** `Task`, or `Task.name`. A task's own name may have dots: the longest that has run is it. */
async function taskFilter(record: LineageRecord, what: string): Promise<ArtifactFilter | undefined> {
  const ends = [what.length, ...[...what.matchAll(/\./g)].map(({ index }) => index).reverse()];
  const ran = await record.everRan(ends.map((end) => what.slice(0, end)));
  const end = ends.find((one) => ran.has(what.slice(0, one)));
  if (end === undefined) return undefined;
  const component = what.slice(0, end);
  return end === what.length ? { component } : { component, name: what.slice(end + 1) };
}

/** The one artifact that is meant: what was returned, and the newest of several. */
export async function oneArtifact(record: LineageRecord, what: string, asked: AskedProfile): Promise<ListedArtifact> {
  const filter = await filterFor(record, what);
  if (filter.identity !== undefined) return newestWhole(record, what, filter, asked);
  const target = filter.run === undefined ? undefined : (await record.run(filter.run)).target;
  const named = {
    ...(target !== undefined && { component: target }),
    ...(filter.artifact === undefined && filter.name === undefined && filter.key === undefined && { name: 'output' }),
  };
  const last = await lastOf(record, filter);
  const wanted = last ? [last, filter] : [filter];
  for (const one of wanted) {
    const [found] = await record.artifacts({ ...one, ...named }, { limit: 1 });
    if (found) return found;
  }
  const found = await ofCall(record, filter);
  if (!found) throw noArtifact(what, '');
  return found;
}

/** Narrows a task to its last result. If that was found again, it is older than the last one it made. */
async function lastOf(
  record: LineageRecord,
  { component, ...rest }: ArtifactFilter,
): Promise<ArtifactFilter | undefined> {
  const last = component === undefined ? undefined : await lastGiven(record, component);
  return last && { ...rest, componentRun: last.id };
}

/** Finds what a registered call gave first: its outputs have names of their own. */
async function ofCall(record: LineageRecord, filter: ArtifactFilter): Promise<ListedArtifact | undefined> {
  if (filter.componentRun === undefined && filter.component === undefined) return undefined;
  const [first] = await record.artifacts(filter, { limit: 1 });
  return first?.node === null ? first : undefined;
}

/** Gives those that are called so; the extension may be left out. */
export async function called(
  found: readonly ListedArtifact[],
  what: string,
  asked: AskedProfile,
): Promise<readonly ListedArtifact[]> {
  const { project } = await settingsFor(asked);
  const { codecs } = await openArtifacts(asked);
  // The project may have had another name, and the task another family: the identity tells.
  const { file } = readName(what)!;
  const files = found.map((one) => readName(nameOfArtifact(one, project, codecs) ?? '')?.file);
  const exact = found.filter((_, i) => files[i] === file);
  return exact.length > 0 ? exact : found.filter((_, i) => files[i]?.replace(/\.[^./]+$/, '') === file);
}

/** Finds the newest version of one name that is there as it was written; the newest of all where none is. */
async function newestWhole(
  record: LineageRecord,
  what: string,
  filter: ArtifactFilter,
  asked: AskedProfile,
): Promise<ListedArtifact> {
  const versions = await called(await record.artifacts(filter, { limit: maxVersions }), what, asked);
  const [newest, ...others] = versions;
  if (!newest) throw noArtifact(what, '');
  if (others.length === 0) return newest;
  const artifacts = await openArtifacts(asked);
  for (const one of versions) {
    if (!one.damaged && (await artifacts.isThere({ ...one, inline: null, blocks: null }))) return one;
  }
  return newest;
}

/** The reference of one on record, its bytes included where the record has them, and what was kept beside it. */
export async function refsOf(record: LineageRecord, one: ListedArtifact): Promise<[ArtifactRef, ArtifactRef[]]> {
  const { id, madeBy } = one;
  if (isExternalLayer(one.layer)) throw notKept(one);
  if (isExternalId(id)) return [{ ...one, inline: await record.inlineOf(id), blocks: null }, []];
  const [all = []] = await record.made([madeBy]);
  return [all.find((ref) => ref.id === id)!, all.filter((ref) => ref.id !== id)];
}

/** One artifact with all that it takes to read it. */
export interface Meant {
  readonly found: ListedArtifact;
  readonly ref: ArtifactRef;
  /** The artifacts that were kept beside it. */
  readonly beside: readonly ArtifactRef[];
  readonly artifacts: Artifacts;
}

/** The one artifact that is meant: of what is a file or a folder and nothing else, that itself. */
export async function meant(record: LineageRecord, what: string, asked: AskedProfile): Promise<Meant> {
  const found = await oneArtifact(record, what, asked);
  const artifacts = await openArtifacts(asked);
  const [ref, beside] = await refsOf(record, found);
  const sole = await unwrapFile(ref, beside, (one) => artifacts.bytes(one));
  if (!sole) return { found, ref, beside, artifacts };
  const [inner] = await record.artifacts({ artifact: sole.id }, { limit: 1, offset: 0 });
  return { found: inner!, ref: sole, beside: [], artifacts };
}

export const openArtifacts = async (asked: AskedProfile): Promise<Artifacts> => artifactsOf(await settingsFor(asked));
