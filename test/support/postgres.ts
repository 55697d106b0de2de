import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

/** The server of this test run; `CLEW_TEST_POSTGRES` names another one. */
export async function postgresUrl(): Promise<string> {
  const given = process.env['CLEW_TEST_POSTGRES'];
  if (given) return given;
  const answer = await fetch(inject('postgresDesk'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

let ahead: Promise<string> | undefined;
let given = 0;

/** Gives the address of an empty database. Whoever asks again will ask once more: the next one is made meanwhile. */
export function freshDatabase(): Promise<string> {
  const database = ahead ?? makeDatabase();
  given += 1;
  ahead = given > 1 ? makeDatabase() : undefined;
  // Whoever gets it hears of it.
  ahead?.catch(() => undefined);
  return database;
}

async function makeDatabase(): Promise<string> {
  const url = new URL(await postgresUrl());
  const name = `clew_${randomBytes(6).toString('hex')}`;
  await query(url.href, `create database ${name}`);
  url.pathname = `/${name}`;
  return url.href;
}

/** One statement on a connection of its own. */
export async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}
