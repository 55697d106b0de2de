import { open } from 'node:fs/promises';
import type { Secrets } from '../values/secrets.ts';
import { piecesOf } from './files/digest.ts';

/** No form of a secret is longer. */
const maxFormLength = 2048;

/** Looks for secrets in bytes that come piece by piece. */
export class SecretSearch {
  isFound = false;
  readonly #secrets: Secrets;
  #end: Uint8Array = new Uint8Array();

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  add(piece: Uint8Array): void {
    if (this.isFound) return;
    const bytes = Buffer.concat([this.#end, piece]);
    this.isFound = this.#secrets.isInBytes(bytes);
    this.#end = bytes.subarray(-maxFormLength);
  }
}

/** Tells whether one of these secrets is in a file. */
export async function isInFile(at: string, secrets: Secrets): Promise<boolean> {
  const search = new SecretSearch(secrets);
  await using file = await open(at, 'r');
  for await (const piece of piecesOf(file)) {
    search.add(piece);
    if (search.isFound) break;
  }
  return search.isFound;
}
