import { bucketsScene } from './buckets.ts';
import { checksumsScene } from './checksums.ts';
import { chunkedScene } from './chunked.ts';
import { copiesScene } from './copies.ts';
import { listsScene } from './lists.ts';
import { multipartScene } from './multipart.ts';
import { objectsScene } from './objects.ts';
import { presignedScene } from './presigned.ts';
import { readsScene } from './reads.ts';
import { signaturesScene } from './signatures.ts';
import { writesScene } from './writes.ts';
import type { Step } from './stage.ts';

/** What Amazon answers, by topic; each in a bucket of its own. */
export const scenes: Readonly<Record<string, readonly Step[]>> = {
  signatures: signaturesScene,
  'presigned addresses': presignedScene,
  'objects and their headers': objectsScene,
  'ranges and conditions of reads': readsScene,
  'conditions of writes': writesScene,
  checksums: checksumsScene,
  'aws-chunked': chunkedScene,
  lists: listsScene,
  copies: copiesScene,
  'uploads in parts': multipartScene,
  buckets: bucketsScene,
};
