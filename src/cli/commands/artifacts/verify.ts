import type { ArtifactFilter, ListedArtifact } from '../../../lineage/query-results.ts';
import { isExternalLayer } from '../../../lineage/external.ts';
import type { LineageRecord } from '../../../lineage/record.ts';
import type { Artifacts } from '../../../storage/artifacts.ts';
import { ArtifactDamaged } from '../../../storage/errors.ts';
import { nothingYet, withRecord } from '../../record.ts';
import { table } from '../../render/table.ts';
import { bytes } from '../../render/values.ts';
import { type Terminal, dim, green, red } from '../../terminal.ts';
import { messageOf } from '../../../errors.ts';
import { partOf } from '../../../storage/files/stored-file.ts';
import { filterFor, openArtifacts, refsOf, whatArg } from './find-artifact.ts';
import { inParallel } from '../../../storage/files/parallel.ts';
import type { ArtifactPlace, ArtifactRef } from '../../../storage/ref.ts';
import { defineCommand, jsonFlag, profileFlag, limitFlag } from '../../command.ts';

/** A file of a folder that is not as it was. */
interface BadFile {
  readonly path: string;
  readonly state: 'damaged' | 'gone';
  readonly place: string;
}

interface Bad extends ListedArtifact {
  readonly state: 'damaged' | 'gone' | 'unreadable';
  readonly place: string;
  /** Why it can't be read, where it is not the bytes. */
  readonly error: string | null;
  /** The files of a folder that are not as they were. */
  readonly files?: readonly BadFile[];
}

interface Verdict {
  checked: number;
  size: number;
  readonly bad: Bad[];
  /** Artifacts whose bytes are lost and that have been made again since: their ids. */
  readonly remade: string[];
}

/** So many are asked for at a time. */
const page = 500;

export const verifyCommand = defineCommand({
  name: 'verify',
  description:
    'Reads artifacts back and says which are not as they were written: of a run, a task, or all on record. Of a folder it reads every file.',
  args: [whatArg],
  flags: [
    { name: 'repair', type: 'boolean', doc: 'what is damaged is made again by the next run' },
    { ...limitFlag, doc: 'read at most so many' },
    profileFlag,
    jsonFlag,
  ],
  examples: ['clew artifacts verify', 'clew artifacts verify TrainDowntime --repair'],
  run: ({ args, flags }, terminal) =>
    withRecord(
      flags,
      async (record) => {
        const filter = await filterFor(record, args.what);
        const { repair } = flags;
        const artifacts = await openArtifacts(flags);
        const verdict = await check(record, artifacts, filter, terminal, flags.limit);
        // What isn't here may be somewhere else; a run that needs it here finds that out by itself.
        const toRepair = verdict.bad.filter(({ state }) => state === 'damaged');
        if (repair) for (const bad of toRepair) await repairOne(record, artifacts, bad);
        if (flags.json) await terminal.json({ ...verdict, repaired: repair ? toRepair.map(({ id }) => id) : [] });
        else terminal.out(verdictText(verdict, repair));
        return verdict.bad.length === 0 ? 0 : 1;
      },
      async () => {
        if (flags.json) await terminal.json({ checked: 0, size: 0, bad: [], remade: [], repaired: [] });
        else terminal.out(nothingYet);
        return 0;
      },
    ),
});

/** The next run makes it again, and finds nothing there that isn't what it should be. */
async function repairOne(record: LineageRecord, artifacts: Artifacts, bad: Bad): Promise<void> {
  await record.markDamaged(bad.id);
  const [ref] = await refsOf(record, bad);
  if (!bad.files) return artifacts.files.discard(ref);
  const { manifest } = await artifacts.files.openFolder(ref);
  const paths = new Set(bad.files.map(({ path }) => path));
  for (const file of manifest.files) if (paths.has(file.path)) await artifacts.files.discard(partOf(ref, file));
}

async function check(
  record: LineageRecord,
  artifacts: Artifacts,
  filter: ArtifactFilter,
  terminal: Terminal,
  limit = Infinity,
): Promise<Verdict> {
  const verdict: Verdict = { checked: 0, size: 0, bad: [], remade: [] };
  /** Artifacts that were handed on are listed again by who did: their bytes are read once. */
  const known = new Map<string, Found | undefined>();
  const folders = new FolderCheck(artifacts, (size) => (verdict.size += size));
  const ids = new Set<string>();
  for (let offset = 0; ; offset += page) {
    const found = await record.artifacts(filter, { limit: page, offset });
    for (const one of found) {
      // What lies elsewhere may change there, and is nothing that we could make again.
      if (ids.has(one.id) || isExternalLayer(one.layer)) continue;
      if (ids.size >= limit) break;
      ids.add(one.id);
      const key = one.key === null ? one.id : keyOf(one);
      if (!known.has(key)) {
        verdict.size += one.size;
        known.set(key, await stateOf(record, artifacts, one, folders));
      }
      verdict.checked += 1;
      const bad = known.get(key);
      if (bad && (await isRemade(record, artifacts, one, bad))) verdict.remade.push(one.id);
      else if (bad) verdict.bad.push({ ...one, ...bad, place: placeOf(artifacts, one) });
      if (terminal.isLive) terminal.redraw(`${verdict.checked} read, ${bytes(verdict.size)}`);
    }
    if (found.length < page || ids.size >= limit) break;
  }
  if (terminal.isLive) terminal.redraw('');
  return verdict;
}

/** So many later versions are looked at. */
const laterVersions = 20;

/**
 * Tells whether the same task with the same inputs has made it again since, whole: once damage is known, or bytes are gone,
 * nothing is left to repair. Damage that nobody has marked yet would be taken for a result.
 */
async function isRemade(
  record: LineageRecord,
  artifacts: Artifacts,
  one: ListedArtifact,
  { state }: Found,
): Promise<boolean> {
  const { identity, name } = one;
  if (identity === null || !(one.damaged || state === 'gone')) return false;
  const versions = await record.artifacts({ identity, name }, { limit: laterVersions });
  for (const version of versions.filter(({ endedAt, damaged }) => endedAt > one.endedAt && !damaged)) {
    if (version.key === null || (await artifacts.isThere({ ...version, inline: null, blocks: null }))) return true;
  }
  return false;
}

/** The findings about an artifact that is not as it was. */
type Found = Pick<Bad, 'state' | 'error' | 'files'>;

async function stateOf(
  record: LineageRecord,
  artifacts: Artifacts,
  one: ListedArtifact,
  folders: FolderCheck,
): Promise<Found | undefined> {
  try {
    const [ref] = await refsOf(record, one);
    if (ref.codec !== 'folder') {
      for await (const _ of artifacts.stream(ref)) void _;
      return undefined;
    }
    const files = await folders.badIn(ref);
    return files.length === 0 ? undefined : { state: 'damaged', error: null, files };
  } catch (error) {
    if (!(error instanceof ArtifactDamaged)) return { state: 'unreadable', error: messageOf(error) };
    return { state: error.how === 'gone' ? 'gone' : 'damaged', error: null };
  }
}

/** Gives the place of an artifact; where its layer isn't in the settings any more, the layer's name and the key. */
function placeOf(artifacts: Artifacts, one: ListedArtifact): string {
  try {
    return artifacts.place(one);
  } catch {
    return `${one.layer}:${one.key}`;
  }
}

function verdictText({ checked, size, bad, remade }: Verdict, repaired: boolean): string {
  const all = `${checked} artifact${checked === 1 ? '' : 's'}, ${bytes(size)}`;
  const again =
    remade.length > 0 ? [dim(`${remade.length} that were damaged or gone have been made again since.`)] : [];
  if (bad.length === 0) {
    const words = again.length > 0 ? 'nothing is left to repair' : 'all as they were written';
    return [`${green('✓')} ${all}: ${words}`, ...again].join('\n');
  }
  const rows = bad.flatMap(({ state, node, component, name, id, place, error, damaged, files }) => [
    [red(state), `${node ?? component} ${name}`, id, dim(error ?? place) + (damaged ? dim(' (known)') : '')],
    ...badFileRows(files ?? []),
  ]);
  const states = new Set(bad.map(({ state }) => state));
  const next = [
    ...(states.has('damaged')
      ? [repaired ? 'The next run makes again what is damaged.' : '--repair: the next run makes again what is damaged.']
      : []),
    ...(states.has('gone') ? ['What is gone is made again by the next run that needs it.'] : []),
  ];
  return [table(rows), ...again, `${red('✗')} ${bad.length} of ${all}`, ...next.map(dim)].join('\n');
}

const shown = 10;

/** Gives a text that tells bytes apart, wherever they are listed. */
const keyOf = ({ layer, key, digest }: ArtifactPlace): string => `${layer}\n${key}\n${digest}`;

/** Reads every file of folders, and what several of them share once. */
class FolderCheck {
  readonly #artifacts: Artifacts;
  readonly #read: (size: number) => void;
  readonly #states = new Map<string, Promise<BadFile['state'] | undefined>>();

  /** `read`: hears how much was read beside the lists of the files. */
  constructor(artifacts: Artifacts, read: (size: number) => void) {
    this.#artifacts = artifacts;
    this.#read = read;
  }

  async badIn(folder: ArtifactRef): Promise<BadFile[]> {
    const { manifest } = await this.#artifacts.files.openFolder(folder);
    const bad = new Map<string, BadFile>();
    await inParallel(manifest.files, async (file) => {
      const part = partOf(folder, file);
      const state = await this.#stateOf(part);
      if (state) bad.set(file.path, { path: file.path, state, place: this.#artifacts.place(part) });
    });
    return manifest.files.flatMap(({ path }) => bad.get(path) ?? []);
  }

  #stateOf(part: ArtifactRef): Promise<BadFile['state'] | undefined> {
    const key = keyOf(part);
    let state = this.#states.get(key);
    if (!state) this.#states.set(key, (state = this.#check(part)));
    return state;
  }

  async #check(part: ArtifactRef): Promise<BadFile['state'] | undefined> {
    this.#read(part.size);
    try {
      for await (const _ of this.#artifacts.stream(part)) void _;
      return undefined;
    } catch (error) {
      if (!(error instanceof ArtifactDamaged)) throw error;
      return error.how === 'gone' ? 'gone' : 'damaged';
    }
  }
}

/** The first of them, below their folder. */
function badFileRows(files: readonly BadFile[]): string[][] {
  const rows = files.slice(0, shown).map(({ path, state, place }) => ['', `  ${path}`, red(state), dim(place)]);
  return files.length > shown ? [...rows, ['', dim(`  … and ${files.length - shown} more`)]] : rows;
}
