import { isUtf8 } from 'node:buffer';

/** Shorter parts of a secret are no secrets: too much would be hidden. */
const shortestPart = 4;
const shortestLine = 8;

/**
 * Gives every text that would give a value away, at any depth. `true` and `false` give nothing away, and hiding them
 * would make messages unreadable.
 */
export function textsIn(value: unknown): string[] {
  const texts = new Set<string>();
  collect(value, texts, new Set());
  texts.delete('');
  return [...texts];
}

function collect(value: unknown, texts: Set<string>, above: Set<object>): void {
  if (typeof value === 'string') return collectText(value, texts);
  if (typeof value === 'number' || typeof value === 'bigint')
    return void texts.add(String(value)).add(value.toLocaleString('en'));
  if (typeof value !== 'object' || value === null || above.has(value)) return;
  above.add(value);
  if (value instanceof Date) {
    if (!Number.isNaN(value.getTime())) texts.add(value.toISOString()).add(String(value));
  } else if (value instanceof URL || value instanceof RegExp) collectText(String(value), texts);
  else if (value instanceof Map) for (const item of [...value].flat()) collect(item, texts, above);
  else if (value instanceof Set || Array.isArray(value)) for (const item of value) collect(item, texts, above);
  else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) collectBytes(value, texts);
  else for (const item of Object.values(value)) collect(item, texts, above);
  above.delete(value);
}

/** A text, and the parts of it that are secrets of their own: lines of a key, the password of an address, fields of JSON. */
function collectText(text: string, texts: Set<string>): void {
  for (const form of ['NFC', 'NFD'] as const) texts.add(text.normalize(form));
  const trimmed = text.trim();
  if (trimmed.length >= shortestPart) texts.add(trimmed);
  if (trimmed.includes('\n'))
    for (const line of trimmed.split('\n')) if (line.trim().length >= shortestLine) texts.add(line.trim());
  for (const part of [...partsOfAddress(trimmed), ...partsOfJson(trimmed)])
    if (part.length >= shortestPart) texts.add(part);
}

function partsOfAddress(text: string): string[] {
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/]*@/i.test(text)) return [];
  const { password } = URL.parse(text) ?? { password: '' };
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

function partsOfJson(text: string): string[] {
  if (!/^[{[]/.test(text)) return [];
  try {
    return textsIn(JSON.parse(text));
  } catch {
    return [];
  }
}

function collectBytes(value: ArrayBuffer | ArrayBufferView, texts: Set<string>): void {
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value);
  if (bytes.length === 0) return;
  if (isUtf8(bytes)) collectText(bytes.toString(), texts);
  else texts.add(bytes.toString('base64').replace(/=+$/, '')).add(bytes.toString('hex')).add(bytes.join(','));
}
