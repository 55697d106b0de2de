import { UserError } from '../../errors.ts';
import { ArtifactDamaged } from '../errors.ts';
import { WholeBytes } from '../random.ts';
import type { Codec, EncodedBytes, InnerCodec, ArtifactBytes } from './codec.ts';
import { CodecFailed } from './errors.ts';

/** Wraps one of the project's own codecs: what it throws is told with its name, and what comes out of it is checked. */
export function fromProject<T>(codec: Codec<T>, definedIn: string): InnerCodec {
  const failed = (doing: string, cause: unknown): unknown =>
    // What a task throws in its generator is the task's, and so is what is wrong with the bytes.
    cause instanceof CodecFailed || cause instanceof UserError || cause instanceof ArtifactDamaged
      ? cause
      : new CodecFailed(codec.name, definedIn, doing, cause);
  const guard = async <R>(doing: string, work: () => R): Promise<Awaited<R>> => {
    try {
      return await work();
    } catch (error) {
      throw failed(doing, error);
    }
  };
  const { decode, decodeStream, decodeParts, items } = codec;
  return {
    kept: `${codec.name} from ${definedIn}`,
    extension: codec.extension,
    accepts(value) {
      try {
        return codec.accepts(value) === true;
      } catch (error) {
        throw failed('tell whether it accepts a value', error);
      }
    },
    encode: (value, { label }) =>
      guard(`write ${label}`, () => codec.encode(value as T) as EncodedBytes | Promise<EncodedBytes>),
    decode: (bytes) =>
      guard('read an artifact', () => {
        if (decode) return decode.call(codec, plain(bytes));
        if (decodeStream) return decodeStream.call(codec, plains([bytes]));
        return decodeParts!.call(codec, plainParts(new WholeBytes(bytes)), {});
      }),
    decodeStream:
      decodeStream && ((chunks) => guard('read an artifact', () => decodeStream.call(codec, plains(chunks)))),
    decodeParts:
      decodeParts &&
      ((bytes, { columns }) =>
        guard('read an artifact', () => decodeParts.call(codec, plainParts(bytes), columns ? { columns } : {}))),
    items: items && ((chunks) => items.call(codec, plains(chunks))),
  };
}

/** Gives bytes as a plain Uint8Array: of a Buffer, `slice()` would be no copy, and `buffer` all of a pool. */
const plain = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

async function* plains(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield plain(chunk);
}

const plainParts = (bytes: ArtifactBytes): ArtifactBytes => ({
  size: bytes.size,
  read: async (from, to) => plain(await bytes.read(from, to)),
});
