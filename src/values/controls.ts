// oxlint-disable no-control-regex -- they are what must not get through
/** Controls that turn the direction of text around: what is read is another text than what is there. */
const bidi = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';

/** All that a terminal obeys or that changes what is read, but for colours, tabulators and ends of lines. */
const command = new RegExp(`(?!\\u001b\\[[0-9;]*m|\\r\\n)[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${bidi}]`, 'g');
const anyCommand = new RegExp(command.source);

/** All that isn't seen, in text that has to stay on its line. */
const unseen = new RegExp(`[\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200d\\u2028\\u2029\\ufeff${bidi}]`, 'g');

/** In JSON, which has escaped the others. */
const unescaped = new RegExp(`[\\u007f-\\u009f${bidi}]`, 'g');
const anyUnescaped = new RegExp(unescaped.source);

/** A colour or the end of a line that the next piece of a text may complete. */
const unfinished = /(?:\u001b(?:\[[0-9;]*)?|\r)$/;
// oxlint-enable no-control-regex

/** Replaces controls in names that people have given, except colours, which are ours: none may move the cursor. */
export const harmless = (text: string): string => (anyCommand.test(text) ? text.replaceAll(command, '·') : text);

/** Replaces everything in an artifact's text that a terminal would obey. */
export const visible = (text: string): string => text.replaceAll(unseen, '·');

/** The same JSON, of which a terminal obeys nothing. */
export const escapeControls = (json: string): string =>
  anyUnescaped.test(json)
    ? json.replaceAll(unescaped, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : json;

/** Bytes of a text as {@link harmless} shows it, wherever they are cut. */
export async function* harmlessText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true });
    rest = unfinished.exec(text)?.[0] ?? '';
    yield harmless(text.slice(0, text.length - rest.length));
  }
  yield harmless(rest + decoder.decode());
}
