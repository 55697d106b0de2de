import { createInterface } from 'node:readline';
import { makeHomeFolder } from '../../project/home-folder.ts';
import { outsideLine } from '../render/trace.ts';
import { type AskedProfile, settingsFor } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { Debugger } from './debugger.ts';
import { Cursor } from './cursor.ts';

/** `clew bt <id> -i`: at a screen a conversation, else the commands that come in. */
export async function startDebugger(asked: string, flags: AskedProfile, terminal: Terminal): Promise<number> {
  const here = new Cursor(flags.profile);
  const { trace } = await here.ask(asked);
  if (trace.frames.length === 0) {
    terminal.out(outsideLine(trace.asked));
    return 0;
  }
  if (!terminal.isScreen) return runScript(new Debugger(here, terminal), process.stdin);
  const { home } = await settingsFor(flags);
  makeHomeFolder(home);
  return (await import('./conversation.ts')).converse(here, home);
}

/**
 * Commands from a pipe, line by line and without a prompt; what begins with `#` is a comment. All of them are answered;
 * the exit code is that of the first that could not be.
 */
async function runScript(one: Debugger, input: NodeJS.ReadableStream): Promise<number> {
  let code = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trimStart().startsWith('#')) continue;
    const answer = await one.answer(line);
    if (answer === 'quit') break;
    if (code === 0) code = answer;
  }
  return code;
}
