import { messageOf } from '../errors.ts';
import { damagedText } from './errors.ts';

/**
 * Reads JSON that Clew has written earlier and that a disk may have damaged since.
 *
 * @throws RECORD_DAMAGED where it is no JSON any more
 */
export function parseRecorded<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw damagedText(messageOf(error), error);
  }
}
