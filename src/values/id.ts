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
 * The tail starts at random, so that two processes don't meet. `inner` stands between the two.
 */
export function idMaker(prefix: string, tailDigits: number): (inner?: string) => string {
  const limit = 32 ** tailDigits;
  let moment = -1;
  let head = '';
  let tail = 0;
  return (inner = '') => {
    const now = Math.max(Date.now() - epoch, 0);
    if (now > moment || tail + 1 >= limit) {
      moment = now > moment ? now : moment + 1;
      head = `${prefix}-${base32(moment, timeDigits)}`;
      tail = randomInt(Math.floor(limit / 2));
    } else {
      tail += 1;
    }
    return head + inner + base32(tail, tailDigits);
  };
}

const runTail = 4;
export const newRunId = idMaker('run', runTail);
const counterDigits = 3;
const nextComponentRun = idMaker('cr', counterDigits);
/**
 * `run-0t31snfbc9k5` has component runs such as `cr-0t31snt6c9k5x2m`: bytes that are called after one tell by themselves
 * which run they are of, also if nothing of them came into the record.
 */
export const newComponentRunId = (run?: string): string => nextComponentRun(markOf(run ?? '') ?? ownMark);

const isRunId = new RegExp(`^run-[${digits}]{${timeDigits + runTail}}$`);
const componentRunPattern = `cr-[${digits}]{${timeDigits + runTail + counterDigits}}`;
const isComponentRunId = new RegExp(`^${componentRunPattern}$`);
/** Ends a name: what comes before it, the component run, and the extension. */
export const withComponentRun = new RegExp(`^(.+)\\.(${componentRunPattern})(\\.[^/]+)$`, 's');

/** Gives the mark that the ids of a run and of its component runs have in common, and others only by chance. */
export function markOf(id: string): string | undefined {
  if (isRunId.test(id)) return id.slice(-runTail);
  return isComponentRunId.test(id) ? id.slice(-counterDigits - runTail, -counterDigits) : undefined;
}

/** Marks what belongs to no run with an id of ours: one for the whole process, so that these sort as well. */
const ownMark = markOf(newRunId())!;

/** When an id of ours was made, in milliseconds since the epoch. */
export function momentOf(id: string): number {
  const time = id.slice(id.indexOf('-') + 1).slice(0, timeDigits);
  return [...time].reduce((sum, digit) => sum * 32 + digits.indexOf(digit), 0) + epoch;
}

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

/** The way back: whose artifact it is. */
export function makerOf(artifact: string): string {
  const dot = artifact.indexOf('.');
  return `cr-${artifact.slice('art-'.length, dot < 0 ? undefined : dot)}`;
}
