import { keyTooLong } from './errors.ts';
import type { S3Settings } from './settings.ts';

/** `''`, or something that ends in a slash. */
export const prefixIn = ({ prefix = '' }: S3Settings): string =>
  prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`;

/** For people. */
export const placeIn = (settings: S3Settings, key: string): string => `s3://${settings.s3}/${prefixIn(settings)}${key}`;

/** The object's key, which may be too long by now. */
export function keyIn(settings: S3Settings, key: string): string {
  const whole = prefixIn(settings) + key;
  const bytes = Buffer.byteLength(whole);
  if (bytes > 1024) throw keyTooLong(whole, bytes);
  return whole;
}
