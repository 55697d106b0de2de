import type { NodeStatus, RunStatus } from '../../lineage/entries.ts';
import { cyan, dim, green, red, yellow } from '../terminal.ts';

const colours: Readonly<Record<NodeStatus | RunStatus, (text: string) => string>> = {
  ran: green,
  succeeded: green,
  cached: dim,
  failed: red,
  died: red,
  skipped: dim,
  cancelled: yellow,
  running: cyan,
};

/** A status in its colour. */
export const runStatusText = (status: NodeStatus | RunStatus): string => colours[status](status);
