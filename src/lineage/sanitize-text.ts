/**
 * PostgreSQL keeps no zero characters, and neither database keeps halves of surrogate pairs: people's words that hold
 * one are kept with the replacement character in its place, and looked up the same way.
 */
export function sanitizeText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
}

/** Gives a statement's parameter as both databases can take it; of a list, its items. */
export function sanitizeParameter(value: unknown): unknown {
  if (typeof value === 'string') return sanitizeText(value);
  return Array.isArray(value) ? value.map(sanitizeParameter) : value;
}
