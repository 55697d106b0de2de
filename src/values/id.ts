import { randomInt } from 'node:crypto';

/** Crockford's base 32: no i, l, o or u, so that an id can be read out on the phone. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz';
const epoch = Date.UTC(2026, 0, 1);
/** 40 bits of milliseconds: enough until 2060. */
const timeDigits = 8;

function base32(value: number, length: number): string {
  let text = '';
  for (let left = value, i = 0; i < length; i++) {
    text = digits[left % 32]! + text;
    left = Math.floor(left / 32);
  }
  return text;
}

/**
 * Makes ids that sort by time, also those of the same millisecond in one process.
 * The tail starts at random, so that two processes don't meet.
 */
export function idMaker(prefix: string, tailDigits: number): () => string {
  const limit = 32 ** tailDigits;
  let moment = -1;
  let head = '';
  let tail = 0;
  return () => {
    const now = Math.max(Date.now() - epoch, 0);
    if (now > moment || tail + 1 >= limit) {
      moment = now > moment ? now : moment + 1;
      head = `${prefix}-${base32(moment, timeDigits)}`;
      tail = randomInt(Math.floor(limit / 2));
    } else {
      tail += 1;
    }
    return head + base32(tail, tailDigits);
  };
}

export const newRunId = idMaker('run', 4);
export const newComponentRunId = idMaker('cr', 7);
export const newOutputId = idMaker('out', 5);
/** Finds the ids that {@link newOutputId} has made. */
export const outputIdsIn = new RegExp(`out-[${digits}]{${timeDigits + 5}}`);

/**
 * `cr-0t31` makes `art-0t31`, its output, and `art-0t31.1`, `art-0t31.2`, what it stored on the way.
 * So the record finds what a component run made by the ids alone, without an index of its own for it.
 */
export function artifactIdOf(componentRun: string, position: number): string {
  const output = `art-${componentRun.slice('cr-'.length)}`;
  return position === 0 ? output : `${output}.${position}`;
}
