import type { ListedArtifact } from '../../lineage/query-results.ts';
import { isExternalLayer, external } from '../../lineage/external.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { nameOfArtifact } from '../../project/artifact-name.ts';
import type { Preview } from '../../storage/previews/preview.ts';
import type { Options } from '../flags.ts';
import { previewFor, previewText } from '../previews.ts';
import { nothingYet, withRecord } from '../record.ts';
import { summaryOf } from '../render/preview.ts';
import { table } from '../render/table.ts';
import { ago, bytes, moment } from '../render/values.ts';
import { settingsFor } from '../settings.ts';
import { type Terminal, bold, dim, fit, green, red } from '../terminal.ts';
import { folderDocument } from './artifacts-folder.ts';
import { type ArtifactsAction, called, filterFor, meant, oneArtifact } from './artifacts-what.ts';

const defaultPageSize = 20;

type Previews = ReadonlyMap<string, Preview>;
const noPreviews: Previews = new Map();

export const ls: ArtifactsAction = ({ options, terminal, what }) => {
  const limit = options.count('limit') ?? defaultPageSize;
  const page = options.count('page') ?? 1;
  const show = async (found: readonly ListedArtifact[], previews: Previews, empty: string): Promise<number> => {
    const listed = found.slice(0, limit);
    const more = found.length > limit;
    if (options.has('json')) await terminal.json({ artifacts: listed, page, more });
    else list(terminal, listed, previews, more ? page + 1 : undefined, empty);
    return 0;
  };
  return withRecord(
    options,
    async (record) => {
      const filter = await filterFor(record, what);
      // One more than is shown tells whether there are more.
      const listed = await record.artifacts(filter, { limit: limit + 1, offset: (page - 1) * limit });
      const found = filter.identity === undefined ? listed : await called(listed, what!, options);
      const previews = options.has('json') ? noPreviews : await record.previews(found.map(({ id }) => id));
      return show(found, previews, page > 1 ? `There is no page ${page}.` : 'There are no artifacts of that.');
    },
    () => show([], noPreviews, nothingYet),
  );
};

function list(
  terminal: Terminal,
  found: readonly ListedArtifact[],
  previews: Previews,
  next: number | undefined,
  empty: string,
): void {
  if (found.length === 0) return terminal.out(empty);
  const summaries = found.map(({ id }) => previews.get(id)).map((preview) => (preview ? summaryOf(preview) : ''));
  const hasAny = summaries.some(Boolean);
  const rows = found.map(({ id, name, size, node, component, endedAt, damaged, madeBy }, i) => [
    madeBy === external.componentRun ? dim('from outside') : fit(node ?? component, 50),
    name,
    bytes(size),
    ...(hasAny ? [dim(summaries[i]!)] : []),
    id,
    (madeBy === external.componentRun ? '' : dim(ago(endedAt))) + (damaged ? red('  damaged') : ''),
  ]);
  terminal.out([table(rows), ...(next === undefined ? [] : [dim(`… more by --page ${next}`)])].join('\n'));
}

export const show: ArtifactsAction = ({ options, terminal, what }) =>
  withRecord(options, (record) => showArtifact(record, what!, options, terminal));

/** Shows what is known of an artifact, and what it looks like. */
export async function showArtifact(
  record: LineageRecord,
  what: string,
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const one = await oneArtifact(record, what, options);
  if (isExternalLayer(one.layer)) return showElsewhere(one, options, terminal);
  const { found, ref, beside, artifacts } = await meant(record, what, options);
  const [place, isThere] = [artifacts.place(ref), await artifacts.isThere(ref)];
  const folder = ref.codec === 'folder' && isThere ? await artifacts.files.openFolder(ref) : undefined;
  const path = nameOfArtifact(found, (await settingsFor(options)).project, artifacts.codecs);
  const preview = await previewFor(record, artifacts, ref, beside);
  if (options.has('json')) {
    await terminal.json({ ...found, path, place, isThere, ...(folder && { folder: folderDocument(folder) }), preview });
    return 0;
  }
  const bad = found.damaged ? 'damaged' : isThere ? undefined : 'not there, or not as large as it was';
  const facts = [
    ['size', bytes(folder?.size ?? found.size) + dim(` (${folder?.size ?? found.size})`)],
    ...(folder ? [['files', String(folder.count)]] : []),
    ['codec', found.codec],
    ['digest', found.digest],
    ['layer', found.layer],
    ['path', path ?? dim('none')],
    ['place', place],
    ...makerFacts(found),
    ['state', bad === undefined ? green('there') + dim('; clew artifacts verify reads it') : red(bad)],
  ];
  const about = table(facts.map(([name, value]) => [dim(name!), value!]));
  terminal.out(`${bold(found.name)}  ${dim(found.id)}\n${about}\n\n${previewText(preview, ref, terminal)}`);
  return 0;
}

/** Tells who made it and when, unless nobody on record did. */
function makerFacts({ madeBy, node, component, run, endedAt }: ListedArtifact): string[][] {
  if (madeBy === external.componentRun) return [['made by', 'nobody on record: it came from outside']];
  return [
    ['made by', `${node ?? component}  ${dim(madeBy)}`],
    ['in', run ?? dim('no run')],
    ['at', `${moment(endedAt)} ${dim(ago(endedAt))}`],
  ];
}

/** Shows one that lies outside of all storage layers, without a look at it: it may be another version by now. */
async function showElsewhere(found: ListedArtifact, options: Options, terminal: Terminal): Promise<number> {
  const { id, name, size, digest, layer, key } = found;
  if (options.has('json')) {
    await terminal.json({ ...found, path: null, place: key, isThere: null, preview: null });
    return 0;
  }
  const kinds: { readonly [layer: string]: string } = { path: 'file', url: 'address' };
  const facts = [
    ...(layer === 'url' ? [] : [['size', bytes(size) + dim(` (${size})`)]]),
    ...(key === null ? [] : [[kinds[layer] ?? layer, key]]),
    ['digest', digest],
    ...makerFacts(found),
    ['state', dim('not kept: the record has the digest alone')],
  ];
  terminal.out(`${bold(name)}  ${dim(id)}\n${table(facts.map(([title, value]) => [dim(title!), value!]))}`);
  return 0;
}
