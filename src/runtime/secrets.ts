import { decode } from '../values/specials.ts';
import type { TaskJob } from './job.ts';

/**
 * Every text that would give a secret away, at any depth, longer ones first: one secret may be the beginning of another.
 * `true` and `false` give nothing away, and hiding them would make messages unreadable.
 */
export function textsOf(secrets: readonly unknown[]): string[] {
  const texts = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') texts.add(String(value));
    else if (value instanceof Date)
      texts.add(Number.isNaN(value.getTime()) ? '' : value.toISOString()).add(String(value));
    else if (value instanceof URL || value instanceof RegExp) texts.add(String(value));
    else if (value instanceof Map) [...value].flat().forEach(collect);
    else if (value instanceof Set || Array.isArray(value)) [...value].forEach(collect);
    else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
      Object.values(value).forEach(collect);
  };
  secrets.forEach(collect);
  texts.delete('');
  return [...texts].sort((a, b) => b.length - a.length);
}

/** What must not be seen of a job, whoever speaks of it. */
export function secretsOf(job: TaskJob): string[] {
  if (job.secrets.length === 0) return [];
  const params = decode(job.params) as Record<string, unknown>;
  return textsOf(job.secrets.map((name) => params[name]));
}
