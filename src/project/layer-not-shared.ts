import type { RunEvents } from '../scheduler/events.ts';

/** Says that a record is shared and a layer isn't. */
export const layerNotSharedText = ({ layer, place }: RunEvents['layerNotShared']): string =>
  `the layer "${layer}" is another one for each checkout, and the record is the same: ${place} isn't here, so an older ` +
  'result serves that is. Name a folder or a bucket that all of them have as storage.default.';
