import { userInfo } from 'node:os';
import { recordAddressInvalid } from '../errors.ts';

export interface PostgresAddress {
  /** Without the password: safe to show. */
  readonly place: string;
  readonly database: string;
  readonly user: string;
}

/** Reads the address only to show it; the driver reads it itself. */
export function readAddress(address: string): PostgresAddress {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'postgres:' && url?.protocol !== 'postgresql:') throw recordAddressInvalid();
  const named = decoded(url.username);
  // The driver falls back to these as well.
  const user = named || process.env['PGUSER'] || userInfo().username;
  const database = decoded(url.pathname.slice(1)) || user;
  // Everything but these parts is left out: a password may also be among the options.
  return { place: `postgres://${named ? `${named}@` : ''}${url.host}/${database}`, database, user };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
