/** The conditions for packages that whoever started this process has added, by `--conditions` or `-C`. */
export const addedConditions: readonly string[] = conditionsIn([
  ...(process.env['NODE_OPTIONS']?.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g) ?? []).map(unquoted),
  ...process.execArgv,
]);

/** Gives the same from the words of a command line. */
export function conditionsIn(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    const [, inside] = /^(?:--conditions|-C)=(.*)$/.exec(word) ?? [];
    if (inside !== undefined) return inside;
    return word === '--conditions' || word === '-C' ? (words[at + 1] ?? []) : [];
  });
}

function unquoted(word: string): string {
  return word.replaceAll(/"((?:[^"\\]|\\.)*)"/g, (_, inside: string) => inside.replaceAll(/\\(.)/g, '$1'));
}
