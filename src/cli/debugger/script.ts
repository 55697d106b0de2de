import { createInterface } from 'node:readline';
import type { Debugger } from './debugger.ts';

/**
 * Commands from a pipe, line by line and without a prompt; what begins with `#` is a comment. All of them are answered;
 * the exit code is that of the first that could not be.
 */
export async function runScript(one: Debugger, input: NodeJS.ReadableStream): Promise<number> {
  let code = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trimStart().startsWith('#')) continue;
    const answer = await one.answer(line);
    if (answer === 'quit') break;
    if (code === 0) code = answer;
  }
  return code;
}
