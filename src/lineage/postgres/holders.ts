/** The server's clock: those of the machines may differ. */
export const now = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

/** Columns and tables of a `HeldBy`. */
export const whose = `h.id as holder, h.run, p.host, p.pid from holder as h join process as p on p.id = h.process`;
