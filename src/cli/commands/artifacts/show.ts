import type { ListedArtifact } from '../../../lineage/query-results.ts';
import { isExternalLayer, external } from '../../../lineage/external.ts';
import type { LineageRecord } from '../../../lineage/record.ts';
import { nameOfArtifact } from '../../../project/artifact-name.ts';
import { readEvaluation } from '../../evaluations.ts';
import { previewFor, previewText } from '../../previews.ts';
import { withRecord } from '../../record.ts';
import { evaluationText } from '../../render/evaluation.ts';
import { table } from '../../render/table.ts';
import { ago, bytes, moment } from '../../render/values.ts';
import { settingsFor } from '../../settings.ts';
import { type Terminal, bold, dim, green, red } from '../../terminal.ts';
import { type ArtifactFlags, meant, oneArtifact, whatArg } from './find-artifact.ts';
import { defineCommand, jsonFlag, profileFlag } from '../../command.ts';

export const showCommand = defineCommand({
  name: 'show',
  description: 'Shows what is known of an artifact, and a preview of it.',
  args: [{ ...whatArg, required: true }],
  flags: [profileFlag, jsonFlag],
  examples: ['clew artifacts show out-7f3k2', 'clew artifacts show TrainDowntime.weights.bin'],
  run: ({ args, flags }, terminal) => withRecord(flags, (record) => showArtifact(record, args.what, flags, terminal)),
});

/** Shows what is known of an artifact, and what it looks like. */
export async function showArtifact(
  record: LineageRecord,
  what: string,
  flags: ArtifactFlags,
  terminal: Terminal,
): Promise<number> {
  const one = await oneArtifact(record, what, flags);
  if (isExternalLayer(one.layer)) return showElsewhere(one, flags, terminal);
  const { found, ref, beside, artifacts } = await meant(record, what, flags);
  const [place, isThere] = [artifacts.place(ref), await artifacts.isThere(ref)];
  const folder = ref.codec === 'folder' && isThere ? await artifacts.files.openFolder(ref) : undefined;
  const path = nameOfArtifact(found, (await settingsFor(flags)).project, artifacts.codecs);
  const preview = await previewFor(record, artifacts, ref, beside);
  const evaluation = isThere ? await readEvaluation(artifacts, ref) : undefined;
  if (flags.json) {
    await terminal.json({
      ...found,
      path,
      place,
      isThere,
      ...(folder && { folder: { count: folder.count, size: folder.size, files: folder.files } }),
      preview,
      ...(evaluation && { evaluation }),
    });
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
  const content = evaluation ? evaluationText(evaluation, terminal.width) : previewText(preview, ref, terminal);
  terminal.out(`${bold(found.name)}  ${dim(found.id)}\n${about}\n\n${content}`);
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
async function showElsewhere(found: ListedArtifact, flags: ArtifactFlags, terminal: Terminal): Promise<number> {
  const { id, name, size, digest, layer, key } = found;
  if (flags.json) {
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
