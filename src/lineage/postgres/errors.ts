import { ClewError, messageOf } from '../../errors.ts';
import { notARecord, recordRefused, RecordUnavailable } from '../errors.ts';
import type { PostgresAddress } from './address.ts';

type Advice = readonly [reason: string, next: string];

const again = 'Try again; what was committed is safe, and the same command goes on from there.';

/** By PostgreSQL's SQLSTATE or the system's error code: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function adviceFor(code: string, reason: string, { user, database }: PostgresAddress): Advice | undefined {
  switch (code) {
    case '28P01':
    case '28000':
      return [`the server refused the user ${user} (${reason})`, 'Check the user and the password in the settings.'];
    case '3D000':
      return [`the server has no database ${database}`, `Create it: createdb ${database}`];
    case '42501':
    case '25006':
      return [
        `the user ${user} may not do this (${reason})`,
        'Grant the rights, or name another user in the settings.',
      ];
    case '53100':
      return ["the server's disk is full", `Make room on the server. ${again}`];
    case 'ECONNREFUSED':
      return ['no server answers there', 'Start the server, or check host and port in the settings.'];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ["the host's name is not known", 'Check the host in the settings, and the network.'];
  }
  // Connections (08), resources (53), someone stepped in (57), the server's system (58), deadlocks (40), locks (55).
  if (/^(08|53|57|58|40|55)|^E[A-Z]+$/.test(code)) return [reason, again];
  return undefined;
}

/** The server is away, or away from us: it is worth while to wait for it. Also what it undid for the sake of another. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof ClewError) return false;
  const { code } = error as { code?: unknown };
  // The driver's own: a connection that was lost or not made in time.
  if (typeof code !== 'string') return error.constructor === Error;
  return /^(08|57P|53300|40001|40P01)/.test(code) || systemCodes.has(code);
}

const systemCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** A row with this key is there already. */
export const isDuplicate = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '23505';

/** Gives what `pg` threw as one of our errors. The password is in none of them. */
export function translatePostgres(error: unknown, address: PostgresAddress): unknown {
  if (!(error instanceof Error) || error instanceof ClewError) return error;
  const code = (error as { code?: unknown }).code;
  const reason = messageOf(error);
  if (typeof code !== 'string') {
    if (error.constructor !== Error) return error;
    // The driver's own: a connection that was lost or not made in time.
    return new RecordUnavailable(address.place, reason, `Check that the server is up. ${again}`, error);
  }
  const advice = adviceFor(code, reason, address);
  if (advice) return new RecordUnavailable(address.place, ...advice, error);
  if (code === '42P01' || code === '42703') return notARecord(address.place, reason, error);
  return recordRefused(address.place, reason, error);
}
