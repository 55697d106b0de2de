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

/** Makes an empty database and gives its address. */
export async function freshDatabase(): Promise<string> {
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
