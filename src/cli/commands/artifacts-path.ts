import { isExternalLayer } from '../../lineage/external.ts';
import { nameOfArtifact } from '../../project/artifact-name.ts';
import { withRecord } from '../record.ts';
import { table } from '../render/table.ts';
import { settingsFor } from '../settings.ts';
import { dim } from '../terminal.ts';
import { type ArtifactsAction, meant, oneArtifact } from './artifacts-what.ts';

/** Prints what an artifact is called, and where its bytes are. */
export const path: ArtifactsAction = ({ options, terminal, what }) =>
  withRecord(options, async (record) => {
    const one = await oneArtifact(record, what!, options);
    if (isExternalLayer(one.layer)) {
      const { id, layer, key } = one;
      if (options.has('json')) await terminal.json({ artifact: id, path: null, layer, key, place: key });
      else terminal.out(key ?? dim(`nowhere: of ${id} the record keeps the digest alone`));
      return 0;
    }
    const { found, artifacts } = await meant(record, what!, options);
    const name = nameOfArtifact(found, (await settingsFor(options)).project, artifacts.codecs);
    const place = artifacts.place(found);
    if (options.has('json')) {
      await terminal.json({ artifact: found.id, path: name, layer: found.layer, key: found.key, place });
    } else terminal.out(pathText([{ path: name, place }]));
    return 0;
  });

export interface Named {
  readonly path: string | null;
  /** Null where nothing is there yet. */
  readonly place: string | null;
}

export const pathText = (all: readonly Named[]): string =>
  table(
    all.flatMap(({ path: name, place }) => [
      [dim('path'), name ?? dim('none: it is of no node')],
      ...(place === null ? [] : [[dim('place'), place]]),
    ]),
  );
