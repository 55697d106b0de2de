/** So many are looked at to tell whether most of them are different. */
const sampled = 1000;

/** Whether a dictionary of these texts would hardly be shorter than they are. */
export function areMostlyDifferent(texts: readonly unknown[]): boolean {
  const step = Math.max(1, Math.floor(texts.length / sampled));
  const seen = new Set<unknown>();
  let looked = 0;
  for (let i = 0; i < texts.length; i += step) {
    seen.add(texts[i]);
    looked += 1;
  }
  return seen.size > looked * 0.9;
}

/** All of them as UTF-8, in one piece of memory: one by one they would take several times as long. */
export function utf8Of(texts: readonly (string | null)[]): (Uint8Array | null)[] {
  const all = texts.join('');
  const { buffer, byteOffset, byteLength } = Buffer.from(all);
  const ascii = byteLength === all.length;
  let at = byteOffset;
  return texts.map((text) => {
    if (text === null) return null;
    const length = ascii ? text.length : Buffer.byteLength(text);
    at += length;
    return new Uint8Array(buffer, at - length, length);
  });
}
