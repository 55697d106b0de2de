import { TaskError, UserError, messageOf, userError } from '../../errors.ts';
import { didYouMean } from '../../values/nearest-names.ts';
import type { ArtifactRef } from '../ref.ts';
import { codecName } from './codec.ts';

/** A codec that wrote an artifact is not here to read it. */
export class UnknownCodec extends UserError {
  constructor({ name, id, codec }: Pick<ArtifactRef, 'name' | 'id' | 'codec'>) {
    const plain = codecName(codec);
    const from = codec.slice(`${plain} from `.length);
    super(
      'UNKNOWN_CODEC',
      `The artifact "${name}" (${id}) was written by the codec "${plain}"${from && `, defined in ${from}`}, which isn't here.`,
      {
        next: from
          ? 'Put it back into `codecs` in clew.config.ts: without it the bytes mean nothing.'
          : 'It was probably written by a newer Clew; update this one.',
      },
    );
  }
}

/** A task asks for a codec that nobody knows. */
export const unknownCodecAsked = userError(
  'UNKNOWN_CODEC',
  (name: string, askedBy: string, known: readonly string[]) => ({
    message: `${askedBy} asks for the codec "${name}", which isn't there.${didYouMean(name, known)}`,
    next: `Add it to \`codecs\` in clew.config.ts, or use one of: ${known.join(', ')}.`,
  }),
);

/** The codec that was asked for is for other values. */
export const wrongForCodec = userError('WRONG_FOR_CODEC', (label: string, codec: string) => ({
  message: `${label} can't be kept by the codec "${codec}": it doesn't accept this value.`,
  next: 'Leave the codec out, and one is chosen by the value.',
}));

/** An object that is no codec. */
export const badCodec = userError('BAD_CODEC', (name: unknown, why: string) => {
  const named = typeof name === 'string' && name !== '' ? `The codec "${name}"` : 'A codec';
  return {
    message: `${named} can't be used: ${why}.`,
    next: 'It needs name, extension, accepts(), encode(), and decode() or decodeStream().',
  };
});

/** Two codecs have one name. */
export const codecTaken = userError('CODEC_TAKEN', (name: string, definedIn: string, other: string) => {
  const by = other === name ? "one of Clew's own" : `the one that is defined in ${other.slice(`${name} from `.length)}`;
  return {
    message: `The codec "${name}", defined in ${definedIn}, has the same name as ${by}.`,
    next: 'Give it another name: artifacts remember by it what wrote them.',
  };
});

/** A codec of the project threw. */
export class CodecFailed extends TaskError {
  constructor(name: string, definedIn: string, doing: string, cause: unknown) {
    super('CODEC_FAILED', `The codec "${name}", defined in ${definedIn}, could not ${doing}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** A value that should be bytes and is something else. */
export const noBytes = userError('NO_BYTES', (label: string, found: unknown) => {
  const what = found === null ? 'null' : typeof found === 'object' ? 'an object' : `a ${typeof found}`;
  return {
    message: `${label} can't be kept: it should be bytes, and ${what} came.`,
    next: 'Give nothing but Uint8Arrays.',
  };
});

/** A stream that would not come back as it went in. */
export const unreadableStream = userError('UNREADABLE_STREAM', (label: string, why: string, next: string) => ({
  message: `${label} can't be kept: it is a stream, and ${why}.`,
  next,
}));

/** Columns or parts of what is no table. */
export const noColumns = userError('NO_COLUMNS', (name: string, codec: string) => ({
  message: `The artifact "${name}", which is kept as ${codecName(codec)}, can't be read by columns or parts.`,
  next: "Use read() for the whole value, or have it kept as a table: return a Table, or say `codec: 'parquet'`.",
}));

/** `items()` of what is no list. */
export const noItems = userError('NO_ITEMS', (name: string, codec: string) => ({
  message: `The artifact "${name}", which is kept as ${codecName(codec)}, has no items.`,
  next: 'Use read() for the whole value, or stream() for its bytes.',
}));
