const plain = /^[\w@%+=:,./-]+$/;
/** Characters that a terminal would obey, or that change the order in which it shows others. */
// oxlint-disable-next-line no-control-regex -- they are what must not be printed
const control = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** A word as a shell reads it back: POSIX, and where it has controls in it, bash, zsh and ksh. */
export function quote(word: string): string {
  if (plain.test(word)) return word;
  if (!control.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`;
  const text = Array.from(word, (one) => {
    if (control.test(one)) return `\\u${one.codePointAt(0)!.toString(16).padStart(4, '0')}`;
    return one === "'" || one === '\\' ? `\\${one}` : one;
  });
  return `$'${text.join('')}'`;
}

let profile: string | undefined;

/** Notes which profile was asked for on the command line, so that commands that are printed ask for it too. */
export function useProfileInShellCommands(name: string | undefined): void {
  profile = name;
}

/**
 * A command to copy, whatever its words are called, for the profile that was asked for.
 *
 * @example
 * ```ts
 * shellCommand('npx clew bt', outputId)
 * ```
 */
export function shellCommand(program: string, ...words: readonly string[]): string {
  const options = profile === undefined ? [] : ['--profile', quote(profile)];
  const quoted = words.map(quote);
  // A word that begins with a dash would be taken for an option.
  const isOdd = words.some((word) => word.startsWith('-'));
  return [program, ...(isOdd ? [...options, '--', ...quoted] : [...quoted, ...options])].join(' ');
}
