import { UserMistake } from '../../errors.ts';
import type { ArtifactFilter, ListedArtifact } from '../../lineage/answers.ts';
import { isOutsideId, isOutsideLayer } from '../../lineage/outside.ts';
import type { Record } from '../../lineage/record.ts';
import { artifactsOf } from '../../project/artifacts.ts';
import type { Artifacts } from '../../storage/artifacts.ts';
import type { ArtifactRef } from '../../storage/ref.ts';
import { didYouMean } from '../../values/nearest.ts';
import type { Options } from '../flags.ts';
import { UnknownId, resolveId } from '../ids.ts';
import { settingsFor } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

/** What one of the words after `clew artifacts` is given. */
export interface Asked {
  readonly options: Options;
  readonly terminal: Terminal;
  readonly what: string | undefined;
  readonly file: string | undefined;
}

export type ArtifactsAction = (asked: Asked) => Promise<number>;

class NoArtifact extends UserMistake {
  constructor(what: string, hint: string) {
    super('NO_ARTIFACT', `There is no artifact of ${what} on record.${hint}`, {
      next: 'clew artifacts ls lists what there is.',
    });
  }
}

class NotKept extends UserMistake {
  constructor({ id, name, key }: ListedArtifact) {
    super('NOT_KEPT', `${id} is ${key ?? name}, of which the record keeps the digest alone.`, {
      next: 'It lies where the code that was registered has read or written it.',
    });
  }
}

/** From what people type to a filter: tasks by their names, everything else by ids and their beginnings. */
export async function filterFor(record: Record, what: string | undefined): Promise<ArtifactFilter> {
  if (what === undefined) return {};
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
    throw near ? new NoArtifact(what, near) : error;
  }
}

/** `Task`, or `Task.name`. A task's own name may have dots: the longest that has run is it. */
async function taskFilter(record: Record, what: string): Promise<ArtifactFilter | undefined> {
  const ends = [what.length, ...[...what.matchAll(/\./g)].map(({ index }) => index).reverse()];
  const ran = await record.everRan(ends.map((end) => what.slice(0, end)));
  const end = ends.find((one) => ran.has(what.slice(0, one)));
  if (end === undefined) return undefined;
  const component = what.slice(0, end);
  return end === what.length ? { component } : { component, name: what.slice(end + 1) };
}

/** The one artifact that is meant: what was returned, and the newest of several. */
export async function oneArtifact(record: Record, what: string): Promise<ListedArtifact> {
  const filter = await filterFor(record, what);
  const target = filter.run === undefined ? undefined : (await record.run(filter.run)).target;
  const narrow = {
    ...filter,
    ...(target !== undefined && { component: target }),
    ...(filter.artifact === undefined && filter.name === undefined && { name: 'output' }),
  };
  const [found] = await record.artifacts(narrow, { limit: 1 });
  if (!found) throw new NoArtifact(what, '');
  return found;
}

/** The reference of one on record, its bytes included where the record has them, and what was kept beside it. */
export async function refsOf(record: Record, one: ListedArtifact): Promise<[ArtifactRef, ArtifactRef[]]> {
  const { id, madeBy } = one;
  if (isOutsideLayer(one.layer)) throw new NotKept(one);
  if (isOutsideId(id)) return [{ ...one, inline: await record.inlineOf(id), blocks: null }, []];
  const [all = []] = await record.made([madeBy]);
  return [all.find((ref) => ref.id === id)!, all.filter((ref) => ref.id !== id)];
}

export const openArtifacts = async (options: Options): Promise<Artifacts> => artifactsOf(await settingsFor(options));
