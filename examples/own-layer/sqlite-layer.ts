import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { type ObjectMetadata, type ByteRange, type StorageDriver, BytesMissing } from 'clew';

/** Rows of this size: small enough for flat memory. */
const pieceSize = 256 * 1024;

const tables = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma busy_timeout = 10000;
  create table if not exists object (key text primary key, id text not null, size integer not null, about text);
  create table if not exists piece (id text not null, start integer not null, bytes blob not null, primary key (id, start));
`;

/** Keeps artifacts in one SQLite file, which is easily copied and handed on. */
export class SqliteLayer implements StorageDriver {
  readonly kind = 'sqlite';
  readonly #file: string;
  #opened: DatabaseSync | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** When it is first needed: settings are also read by commands that need no bytes. */
  get #db(): DatabaseSync {
    if (!this.#opened) {
      this.#opened = new DatabaseSync(this.#file);
      this.#opened.exec(tables);
    }
    return this.#opened;
  }

  place(key: string): string {
    return `${this.#file}#${key}`;
  }

  /** Pieces are nobody's until a transaction gives them a key. What a killed writer leaves is never seen. */
  async put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>, about?: ObjectMetadata): Promise<void> {
    const id = randomUUID();
    let size = 0;
    try {
      const insert = this.#db.prepare('insert into piece (id, start, bytes) values (?, ?, ?)');
      for await (const chunk of content instanceof Uint8Array ? [content] : content) {
        for (let from = 0; from < chunk.byteLength; from += pieceSize) {
          const piece = chunk.subarray(from, from + pieceSize);
          insert.run(id, size, piece);
          size += piece.byteLength;
        }
      }
      this.#replace(key, { id, size, about: about ? JSON.stringify(about) : null });
    } catch (error) {
      this.#db.prepare('delete from piece where id = ?').run(id);
      throw error;
    }
  }

  async get(key: string): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.stream(key)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** A query for each piece: whoever reads slowly holds nothing open. */
  async *stream(key: string, { from, to }: ByteRange = { from: 0 }): AsyncIterable<Uint8Array> {
    const object = this.#find(key);
    if (!object) throw new BytesMissing(this.place(key));
    const pieceAt = this.#db.prepare(
      'select start, bytes from piece where id = ? and start <= ? order by start desc limit 1',
    );
    const end = Math.min(to ?? object.size, object.size);
    for (let at = from; at < end;) {
      const row = pieceAt.get(object.id, at) as { start: number; bytes: Uint8Array } | undefined;
      if (!row) throw new BytesMissing(this.place(key));
      const part = row.bytes.subarray(at - row.start, end - row.start);
      // It was taken away meanwhile.
      if (part.byteLength === 0) throw new BytesMissing(this.place(key));
      at += part.byteLength;
      yield part;
    }
  }

  async size(key: string): Promise<number | undefined> {
    return this.#find(key)?.size;
  }

  async remove(key: string): Promise<void> {
    this.#replace(key, undefined);
  }

  async *list(prefix: string): AsyncIterable<string> {
    const rows = this.#db.prepare('select key from object where key >= ? and instr(key, ?) = 1').all(prefix, prefix);
    for (const { key } of rows) yield key as string;
  }

  #find(key: string): { id: string; size: number } | undefined {
    return this.#db.prepare('select id, size from object where key = ?').get(key) as
      | { id: string; size: number }
      | undefined;
  }

  #replace(key: string, by: { id: string; size: number; about: string | null } | undefined): void {
    this.#db.exec('begin immediate');
    try {
      this.#db.prepare('delete from piece where id = (select id from object where key = ?)').run(key);
      this.#db.prepare('delete from object where key = ?').run(key);
      if (by) {
        const insert = this.#db.prepare('insert into object (key, id, size, about) values (?, ?, ?, ?)');
        insert.run(key, by.id, by.size, by.about);
      }
      this.#db.exec('commit');
    } catch (error) {
      this.#db.exec('rollback');
      throw error;
    }
  }
}
