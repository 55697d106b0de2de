import { nameTooLong } from './errors.ts';

/** Output ids, names of components and metrics, and tags lie in indexes, of which PostgreSQL's take 2 704 bytes for a row. */
const maxBytes = 1024;

/** Refuses a name that the record can't keep. `kind` says in words what it is the name of. */
export function checkNameLength(kind: string, name: string): void {
  // No text has fewer bytes than characters, and most names are short.
  if (name.length * 3 <= maxBytes) return;
  const bytes = Buffer.byteLength(name);
  if (bytes > maxBytes) throw nameTooLong(kind, name, bytes, maxBytes);
}
