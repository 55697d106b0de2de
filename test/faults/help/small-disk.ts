import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ownNode, type Project, type Ran } from '../../support/project.ts';

export interface SmallDisk {
  /** Runs `run-workflow …` or `clew …` where the disk is to be seen: nobody else sees it. */
  run(command: string, env: Readonly<Record<string, string>>): Promise<Ran>;
  /** Shell commands, and what they print. */
  sh(commands: string): Promise<string>;
  resize(size: string): Promise<void>;
  end(): void;
}

/**
 * A disk of a few megabytes in memory, mounted on a folder in a mount namespace of our own: that needs no rights where
 * the system lets users have such namespaces. Gives the reason where it can't be had.
 */
export async function smallDisk(project: Project, folder: string, size: string): Promise<SmallDisk | string> {
  mkdirSync(folder, { recursive: true });
  const shell = spawn('unshare', ['-rm', 'sh'], { cwd: project.folder, stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  shell.on('error', (error) => (complaint += error.message));
  shell.stdin.on('error', () => undefined);
  const lines = createInterface(shell.stdout)[Symbol.asyncIterator]();
  /** Gives what it printed and its exit code. */
  const ask = async (commands: string): Promise<readonly [text: string, code: number]> => {
    shell.stdin.write(`( ${commands}\n); echo "§ $?"\n`);
    const text: string[] = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the shell has ended: ${complaint}`);
      const ending = /§ (\d+)$/.exec(value);
      if (ending) return [text.join('\n'), Number(ending[1])];
      text.push(value);
    }
  };
  try {
    const [, code] = await ask(`mount -t tmpfs -o size=${size} clew-test "${folder}"`);
    if (code !== 0) throw new Error(complaint);
  } catch (error) {
    shell.kill();
    return `no small disk can be mounted here: ${(error as Error).message.trim()}`;
  }
  return {
    async run(command, env) {
      const [program, ...args] = command.split(' ');
      const set = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
      const words = [`'${ownNode}'`, `'${project.program(program!)}'`, ...args].join(' ');
      const [, code] = await ask(`env NO_COLOR=1 ${set.join(' ')} ${words} >.out 2>.err </dev/null`);
      return { code, signal: null, stdout: project.read('.out'), stderr: project.read('.err') };
    },
    sh: async (commands) => (await ask(commands))[0],
    resize: async (to) => void (await ask(`mount -o remount,size=${to} "${folder}"`)),
    end: () => void shell.stdin.end(),
  };
}
