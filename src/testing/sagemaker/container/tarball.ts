import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const block = 512;

/** Packs the files of a folder as SageMaker packs a model: a gzipped archive of the ustar format. */
export async function packModel(folder: string, file: string): Promise<void> {
  await pipeline(Readable.from(blocks(folder)), createGzip(), createWriteStream(file));
}

async function* blocks(folder: string): AsyncGenerator<Uint8Array> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const source = path.join(entry.parentPath, entry.name);
    const { size } = await stat(source);
    yield header(path.relative(folder, source).split(path.sep).join('/'), size);
    yield* createReadStream(source) as AsyncIterable<Buffer>;
    yield Buffer.alloc((block - (size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

/** The longest name that the format has room for in one field, and in two. */
const short = 100;
const long = 155;

function header(name: string, size: number): Buffer {
  const bytes = Buffer.alloc(block);
  const cut = Buffer.byteLength(name) <= short ? -1 : name.lastIndexOf('/', long);
  const [prefix, rest] = cut < 0 ? ['', name] : [name.slice(0, cut), name.slice(cut + 1)];
  if (Buffer.byteLength(rest) > short) throw new Error(`The name ${name} is too long for an archive.`);
  const octal = (value: number, length: number): string => value.toString(8).padStart(length - 1, '0');
  bytes.write(rest, 0);
  bytes.write(octal(0o644, 8), 100);
  bytes.write(octal(0, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal(size, 12), 124);
  bytes.write(octal(Math.floor(Date.now() / 1000), 12), 136);
  // The sum is over the header with blanks in its own place.
  bytes.write(' '.repeat(8), 148);
  bytes.write('0', 156);
  bytes.write('ustar\u000000', 257);
  bytes.write(prefix, 345);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${octal(sum, 7)}\u0000 `, 148);
  return bytes;
}
