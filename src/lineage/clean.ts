/**
 * PostgreSQL keeps no zero characters, and neither database keeps halves of surrogate pairs: people's words that hold
 * one are kept with the replacement character in its place, and looked up the same way.
 */
export function clean(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
}

export function cleanOrNull(text: string | null): string | null {
  return text === null ? null : clean(text);
}
