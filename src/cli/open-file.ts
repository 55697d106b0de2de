import { spawn, spawnSync } from 'node:child_process';
import type { Terminal } from './terminal.ts';

/** How a file was shown; null where there is nothing to show it with, so that its path has to do. */
export type Shown = 'editor' | 'viewer' | null;

/** Shows a file to whoever sits before the screen: text in their editor, all else by what their desktop has for it. */
export async function openFile(
  file: string,
  isText: boolean,
  terminal: Terminal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Shown> {
  if (!terminal.isScreen) return null;
  const editor = env['VISUAL'] || env['EDITOR'];
  if (isText && editor && edit(editor, file, terminal)) return 'editor';
  const viewer = viewerOf(env);
  return viewer && (await view(viewer, file)) ? 'viewer' : null;
}

/** It may be a command with words of its own: `code --wait`. */
function edit(editor: string, file: string, terminal: Terminal): boolean {
  const [program, args] =
    process.platform === 'win32' ? ['cmd', ['/c', editor, file]] : ['sh', ['-c', `${editor} "$@"`, editor, file]];
  return terminal.lend(() => spawnSync(program as string, args as string[], { stdio: 'inherit' })).status === 0;
}

/** What the desktop opens files by; undefined where there is none. */
function viewerOf(env: NodeJS.ProcessEnv): string | undefined {
  if (process.platform === 'darwin') return 'open';
  if (process.platform === 'win32') return 'explorer';
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? 'xdg-open' : undefined;
}

function view(viewer: string, file: string): Promise<boolean> {
  const child = spawn(viewer, [file], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
}
