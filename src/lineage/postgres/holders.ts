/** The server's clock: those of the machines may differ. */
export const now = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

/** After an outage everybody is given the time to come back: nobody could say that he is there. */
export const expired = (column: string): string =>
  `(${column} < ${now} and pg_postmaster_start_time() < clock_timestamp() - interval '5 s')`;

/** Columns and tables of a `HeldBy`. */
export const whose = `h.id as holder, h.run, p.host, p.pid from holder as h join process as p on p.id = h.process`;
