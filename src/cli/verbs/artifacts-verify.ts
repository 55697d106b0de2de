import type { ArtifactFilter, ListedArtifact } from '../../lineage/answers.ts';
import { isOutsideLayer } from '../../lineage/outside.ts';
import type { Record } from '../../lineage/record.ts';
import type { Artifacts } from '../../storage/artifacts.ts';
import { ArtifactDamaged } from '../../storage/errors.ts';
import { nothingYet, withRecord } from '../record.ts';
import { table } from '../render/table.ts';
import { bytes } from '../render/values.ts';
import { type Terminal, dim, green, red } from '../terminal.ts';
import { messageOf } from '../../errors.ts';
import { partOf } from '../../storage/files/kept.ts';
import { type BadFile, FolderCheck, badFileRows, keyOf } from './artifacts-verify-folder.ts';
import { type ArtifactsAction, filterFor, openArtifacts, refsOf } from './artifacts-what.ts';

interface Bad extends ListedArtifact {
  readonly state: 'damaged' | 'gone' | 'unreadable';
  readonly place: string;
  /** Why it can't be read, where it is not the bytes. */
  readonly error: string | null;
  /** Of a folder: those of its files that are not as they were. */
  readonly files?: readonly BadFile[];
}

interface Verdict {
  checked: number;
  size: number;
  readonly bad: Bad[];
}

/** So many are asked for at a time. */
const page = 500;

export const verify: ArtifactsAction = ({ options, terminal, what }) =>
  withRecord(
    options,
    async (record) => {
      const filter = await filterFor(record, what);
      const repair = options.has('repair');
      const artifacts = await openArtifacts(options);
      const verdict = await check(record, artifacts, filter, terminal, options.count('limit'));
      // What isn't here may be somewhere else; a run that needs it here finds that out by itself.
      const toRepair = verdict.bad.filter(({ state }) => state === 'damaged');
      if (repair) for (const bad of toRepair) await repairOne(record, artifacts, bad);
      if (options.has('json')) terminal.json({ ...verdict, repaired: repair ? toRepair.map(({ id }) => id) : [] });
      else terminal.out(verdictText(verdict, repair));
      return verdict.bad.length === 0 ? 0 : 1;
    },
    () => {
      if (options.has('json')) terminal.json({ checked: 0, size: 0, bad: [], repaired: [] });
      else terminal.out(nothingYet);
      return 0;
    },
  );

/** The next run makes it again, and finds nothing there that isn't what it should be. */
async function repairOne(record: Record, artifacts: Artifacts, bad: Bad): Promise<void> {
  await record.markDamaged(bad.id);
  const [ref] = await refsOf(record, bad);
  if (!bad.files) return artifacts.files.discard(ref);
  const { manifest } = await artifacts.files.openFolder(ref);
  const paths = new Set(bad.files.map(({ path }) => path));
  for (const file of manifest.files) if (paths.has(file.path)) await artifacts.files.discard(partOf(ref, file));
}

async function check(
  record: Record,
  artifacts: Artifacts,
  filter: ArtifactFilter,
  terminal: Terminal,
  limit = Infinity,
): Promise<Verdict> {
  const verdict: Verdict = { checked: 0, size: 0, bad: [] };
  /** Artifacts that were handed on are listed again by who did: their bytes are read once. */
  const known = new Map<string, Found | undefined>();
  const folders = new FolderCheck(artifacts, (size) => (verdict.size += size));
  const ids = new Set<string>();
  for (let offset = 0; ; offset += page) {
    const found = await record.artifacts(filter, { limit: page, offset });
    for (const one of found) {
      // What lies elsewhere may change there, and is nothing that we could make again.
      if (ids.has(one.id) || isOutsideLayer(one.layer)) continue;
      if (ids.size >= limit) break;
      ids.add(one.id);
      const key = one.key === null ? one.id : keyOf(one);
      if (!known.has(key)) {
        verdict.size += one.size;
        known.set(key, await stateOf(record, artifacts, one, folders));
      }
      verdict.checked += 1;
      const bad = known.get(key);
      if (bad) verdict.bad.push({ ...one, ...bad, place: placeOf(artifacts, one) });
      if (terminal.isLive) terminal.redraw(`${verdict.checked} read, ${bytes(verdict.size)}`);
    }
    if (found.length < page || ids.size >= limit) break;
  }
  if (terminal.isLive) terminal.redraw('');
  return verdict;
}

/** What was found out about one that is not as it was. */
type Found = Pick<Bad, 'state' | 'error' | 'files'>;

async function stateOf(
  record: Record,
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

/** Of a layer that isn't in the settings any more, its name. */
function placeOf(artifacts: Artifacts, one: ListedArtifact): string {
  try {
    return artifacts.place(one);
  } catch {
    return `${one.layer}:${one.key}`;
  }
}

function verdictText({ checked, size, bad }: Verdict, repaired: boolean): string {
  const all = `${checked} artifact${checked === 1 ? '' : 's'}, ${bytes(size)}`;
  if (bad.length === 0) return `${green('✓')} ${all}: all as they were written`;
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
  return [table(rows), `${red('✗')} ${bad.length} of ${all}`, ...next.map(dim)].join('\n');
}
