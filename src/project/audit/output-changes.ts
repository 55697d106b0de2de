import type { LineageRecord } from '../../lineage/record.ts';
import type { JobSource } from '../../runtime/job.ts';
import type { Artifacts } from '../../storage/artifacts.ts';
import { codecName } from '../../storage/codecs/codec.ts';
import { unwrapFile } from '../../storage/files/unwrap-file.ts';
import { comparePreviews } from '../../storage/previews/changes/compare.ts';
import type { PreviewChanges } from '../../storage/previews/changes/change.ts';
import { previewArtifact } from '../../storage/previews/preview-artifact.ts';
import type { Preview } from '../../storage/previews/preview.ts';
import type { ArtifactRef } from '../../storage/ref.ts';
import { isSameTextButIds } from '../output-ids.ts';
import type { Secrets } from '../../values/secrets.ts';

/** A difference between the output, or an artifact beside it, and the one on record. */
export interface OutputChange {
  /** `output`, or the name of what was stored. */
  readonly name: string;
  /** `other`: other bytes; `gone` and `new`: of what is stored, only one of them has it. */
  readonly change: 'other' | 'gone' | 'new';
  /** The differences in content, as far as they can be seen; null if they can't. */
  readonly content: PreviewChanges | null;
}

const contentOf = ({ codec, digest }: ArtifactRef): string => `${codecName(codec)} ${digest}`;
const maxIdText = 1024 * 1024;

/** Compares what executions of one node gave. Reads of the record's own layers, and of what audits have written. */
export class OutputComparison {
  readonly #record: Pick<LineageRecord, 'previews'>;
  readonly #artifacts: Artifacts;

  constructor(record: Pick<LineageRecord, 'previews'>, artifacts: Artifacts) {
    this.#record = record;
    this.#artifacts = artifacts;
  }

  /** Tells whether both gave the same bytes, apart from the output ids that Clew makes. */
  async isSame(one: JobSource, other: JobSource): Promise<boolean> {
    if (!isSameContent(one.output, other.output) && !(await this.#isSameButIds(one.output, other.output))) return false;
    return storedTexts(one) === storedTexts(other);
  }

  /** Gives the differences between two results. `secrets` must not be seen. */
  async changes(before: JobSource, now: JobSource, secrets: Secrets): Promise<OutputChange[]> {
    const [old, fresh] = [byName(before), byName(now)];
    const changes: OutputChange[] = [];
    for (const [name, ref] of fresh) {
      const other = old.get(name);
      if (!other) changes.push({ name, change: 'new', content: null });
      else if (!isSameContent(other, ref)) {
        const looks = [await this.#preview(other, before, secrets), await this.#preview(ref, now, secrets)] as const;
        const content = looks[0] && looks[1] ? comparePreviews(looks[0], looks[1]) : null;
        changes.push({ name, change: 'other', content });
      }
    }
    for (const name of old.keys()) if (!fresh.has(name)) changes.push({ name, change: 'gone', content: null });
    return changes;
  }

  /** Gives the preview of an artifact; for an output that is nothing but one file, the preview of that file. */
  async #preview(ref: ArtifactRef, { stored }: JobSource, secrets: Secrets): Promise<Preview | null> {
    const sole = await unwrapFile(ref, stored, (one) => this.#artifacts.bytes(one));
    const shown = sole ?? ref;
    if (shown.preview) return shown.preview;
    const recorded = (await this.#record.previews([shown.id])).get(shown.id);
    return recorded ?? previewArtifact(this.#artifacts, shown, sole ? [] : stored, secrets);
  }

  async #isSameButIds(one: ArtifactRef, other: ArtifactRef): Promise<boolean> {
    if (one.codec !== 'json' || other.codec !== 'json' || one.size !== other.size || one.size > maxIdText) return false;
    const texts = await Promise.all([one, other].map(async (ref) => this.#artifacts.bytes(ref)));
    const [text, otherText] = texts.map((bytes) => Buffer.from(bytes).toString());
    return isSameTextButIds(text!, otherText!);
  }
}

const isSameContent = (one: ArtifactRef, other: ArtifactRef): boolean => contentOf(one) === contentOf(other);

const storedTexts = ({ stored }: JobSource): string =>
  JSON.stringify(stored.map((ref) => `${ref.name} ${contentOf(ref)}`).toSorted());

const byName = ({ output, stored }: JobSource): Map<string, ArtifactRef> =>
  new Map([...stored, output].map((ref) => [ref.name, ref]));
