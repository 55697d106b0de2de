import type { HeldBy } from '../holder-types.ts';
import type { SqliteConnection } from './connection.ts';

/** Columns and tables of a {@link HeldBy}. */
export const whose = `h.id as holder, h.run, p.host, p.pid from holder as h join process as p on p.id = h.process`;

/** Another holder that writes nothing down, because it believes that nobody else is there. */
export const loneHolder = ({ prepare }: SqliteConnection, asker: string): HeldBy | undefined =>
  prepare(`select ${whose} where h.alone = 1 and h.id <> ?`).get(asker) as HeldBy | undefined;
