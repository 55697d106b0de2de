import { types } from 'node:util';
import { escapeControls } from '../../values/controls.ts';

/** As many characters are written at a time: little enough to wait for a slow reader, enough to be quick. */
const pieceLength = 64 * 1024;

type Entry = readonly [name: string | undefined, value: unknown];

/** A list or an object that is being written. */
interface Level {
  readonly entries: Iterator<Entry> | AsyncIterator<Entry>;
  readonly end: ']' | '}';
  isEmpty: boolean;
}

/**
 * A document as `JSON.stringify(document, null, 2)` writes it, and a line's end, piece by piece: the whole may be longer
 * than a string can be. An async iterable is a list, which is read as fast as it is written.
 */
export async function* jsonPieces(document: unknown): AsyncGenerator<string> {
  const levels: Level[] = [];
  let text = '';
  const write = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) text += jsonText(value) ?? 'null';
    else {
      const level = levelOf(value);
      text += level.end === ']' ? '[' : '{';
      levels.push(level);
    }
  };
  try {
    write(plain('', document));
    for (let level = levels.at(-1); level; level = levels.at(-1)) {
      const step = level.entries.next();
      const { done, value: entry } = step instanceof Promise ? await step : step;
      if (done) {
        levels.pop();
        text += level.isEmpty ? level.end : `\n${'  '.repeat(levels.length)}${level.end}`;
      } else {
        const [name, value] = entry as Entry;
        text += `${level.isEmpty ? '' : ','}\n${'  '.repeat(levels.length)}`;
        if (name !== undefined) text += `${jsonText(name)}: `;
        level.isEmpty = false;
        write(value);
      }
      if (text.length < pieceLength) continue;
      yield text;
      text = '';
    }
    yield `${text}\n`;
  } finally {
    for (const { entries } of levels.toReversed()) await entries.return?.();
  }
}

/** One document a line. */
export async function* jsonLines(documents: AsyncIterable<unknown>): AsyncGenerator<string> {
  let text = '';
  for await (const document of documents) {
    text += `${jsonText(document)}\n`;
    if (text.length < pieceLength) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function levelOf(value: object): Level {
  if (Array.isArray(value)) return { entries: items(value), end: ']', isEmpty: true };
  const isAsync = Symbol.asyncIterator in value;
  const entries = isAsync
    ? asyncItems(value as AsyncIterable<unknown>)
    : fields(value as Readonly<Record<string, unknown>>);
  return { entries, end: isAsync ? ']' : '}', isEmpty: true };
}

function* items(list: readonly unknown[]): Generator<Entry> {
  for (let i = 0; i < list.length; i++) yield [undefined, plain(String(i), list[i])];
}

async function* asyncItems(list: AsyncIterable<unknown>): AsyncGenerator<Entry> {
  let i = 0;
  for await (const item of list) yield [undefined, plain(String(i++), item)];
}

/** Read one after the other: a getter may tell what came of the lists before it. */
function* fields(value: Readonly<Record<string, unknown>>): Generator<Entry> {
  for (const name of Object.keys(value)) {
    const field = plain(name, value[name]);
    if (typeof field === 'object' || jsonText(field) !== undefined) yield [name, field];
  }
}

/** Gives the value that `toJSON` makes, or that a boxed one holds; any other as it is. */
function plain(name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { toJSON } = value as { readonly toJSON?: unknown };
  const made: unknown = typeof toJSON === 'function' ? toJSON.call(value, name) : value;
  return types.isBoxedPrimitive(made) ? made.valueOf() : made;
}

/** Undefined where JSON has no word for a value. Controls are escaped: on a screen, JSON doesn't move the cursor either. */
function jsonText(value: unknown): string | undefined {
  const text = JSON.stringify(value);
  return typeof value === 'number' || text === undefined ? text : escapeControls(text);
}
