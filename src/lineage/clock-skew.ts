/** Clocks of several machines are never quite alike. */
const slack = 60_000;

/**
 * Gives the latest time that can be right: what ended later than this was written while a clock was wrong. It serves as
 * long as there is nothing else: what has been made since counts as newer, whatever its time says.
 */
export const latestNow = (): number => Date.now() + slack;
