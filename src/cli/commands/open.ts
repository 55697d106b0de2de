import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ResolvedSettings } from '../../config/load.ts';
import { userError } from '../../errors.ts';
import type { ComponentRunDetails } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { isSameText } from '../../modules/read.ts';
import { makeHomeFolder } from '../../project/home-folder.ts';
import { type Seen, ArtifactView } from '../../inspect/artifact-view.ts';
import { mediaTypeOf } from '../../storage/object-metadata.ts';
import { keptFiles } from '../recorded-source.ts';
import { withRecord } from '../record.ts';
import { Transfer } from '../render/transfer.ts';
import type { Terminal } from '../terminal.ts';
import { type Meant, componentRunOf, namesOf, valuesNamed } from '../../inspect/component-run-values.ts';
import { componentRunArg, defineCommand, jsonFlag, profileFlag } from '../command.ts';
import { getFolder, fileName, getFile } from './artifacts/get.ts';
import { sourceNotKept } from './list.ts';
import { shellCommand } from '../../values/shell-command.ts';
import { spawn, spawnSync } from 'node:child_process';

export const openCommand = defineCommand({
  name: 'open',
  description: [
    'Opens what a component run gave, an input of it by its name, or its source by the word `code`: text in $VISUAL or',
    '$EDITOR, all else in what the desktop has for it. Where there is neither, and with --json, it says the path.',
    'What we keep is opened as a copy in .clew/opened, so that nothing can happen to it.',
  ].join('\n'),
  args: [componentRunArg, { name: 'name', accepts: ['name', 'code'] }],
  flags: [profileFlag, jsonFlag],
  examples: ['clew open out-06bq2v9kx7m2q', 'clew open cr-06bq2v9k readings', 'clew open cr-06bq code'],
  async run({ args, flags }, terminal) {
    const { name } = args;
    const opening = await withRecord(flags, async (record, settings) => {
      const meant = await componentRunOf(record, args.id);
      if (name === 'code' && !namesOf(meant.details).includes(name)) return sourceOf(record, meant.details, settings);
      return artifactOf(record, meant, name, settings, terminal);
    });
    const { file, isText, artifact } = opening;
    if (flags.json) await terminal.json({ artifact, file });
    else {
      terminal.out(file);
      await openFile(file, isText, terminal);
    }
    return 0;
  },
});

/** It is no file, and can't be made one. */
export const notAFile = userError('NOT_A_FILE', (what: string, why: string, ...words: readonly string[]) => ({
  message: `${what} can't be opened: ${why}`,
  next: `${shellCommand('clew print', ...words)} says what is known of it.`,
}));

/** A file or an address that is to be opened. */
interface Opening {
  readonly artifact: string | null;
  /** A path or an address. */
  readonly file: string;
  readonly isText: boolean;
}

async function artifactOf(
  record: LineageRecord,
  meant: Meant,
  name: string | undefined,
  settings: ResolvedSettings,
  terminal: Terminal,
): Promise<Opening> {
  const { componentRun } = meant.details;
  const thing = valuesNamed(meant, name).things[0]!;
  if ('value' in thing) throw notAFile(thing.name, `it is a ${thing.role}.`, componentRun, thing.name);
  const sight = new ArtifactView(record, settings);
  const seen = await sight.find(thing.artifact);
  const { found, file, hidden, ref } = seen;
  if (found.layer === 'url') return { artifact: found.id, file: found.key!, isText: false };
  if (hidden !== null) throw notAFile(thing.name, lowerFirst(hidden), componentRun);
  if (file !== null || !ref) return { artifact: found.id, file: file!, isText: isTextFile(file!) };
  const copy = await copyOf(sight, seen, folderFor(settings, found.id), terminal);
  const isText = ['json', 'ndjson', 'text'].includes(ref.codec) || (ref.codec !== 'folder' && isTextFile(copy));
  return { artifact: found.id, file: copy, isText };
}

const lowerFirst = (text: string): string => (text.startsWith('It ') ? `i${text.slice(1)}` : text);

const isTextFile = (file: string): boolean => /^text\/|json$|csv$/.test(mediaTypeOf(file));

function folderFor({ home }: ResolvedSettings, id: string): string {
  makeHomeFolder(home);
  return join(home, 'opened', id.replaceAll(/[^\w.-]/g, '_'));
}

/** One that is there from an earlier time is the same: artifacts don't change. */
async function copyOf(sight: ArtifactView, { found, ref }: Seen, folder: string, terminal: Terminal): Promise<string> {
  const kept = ref!.codec === 'folder' ? await sight.artifacts.files.openFolder(ref!) : undefined;
  const to = join(folder, basename(kept?.name ?? fileName(found, sight.artifacts)));
  if (await stat(to).catch(() => undefined)) return to;
  await mkdir(folder, { recursive: true });
  const transfer = new Transfer(terminal, kept?.size ?? ref!.size);
  try {
    if (kept) await getFolder(sight.artifacts, ref!, kept, to, transfer);
    else await getFile(sight.artifacts, ref!, to, transfer);
  } finally {
    transfer.end();
  }
  if (!kept) await chmod(to, 0o444);
  return to;
}

/** The project's own file while it is what ran, else a copy of that. */
async function sourceOf(
  record: LineageRecord,
  details: ComponentRunDetails,
  settings: ResolvedSettings,
): Promise<Opening> {
  const path = details.place?.replace(/:\d+$/, '');
  const kept = (await keptFiles(record, details)).find((file) => file.path === path);
  if (!kept || path === undefined) throw sourceNotKept(details);
  const own = join(settings.root, path);
  if (isSame(own, kept.digest)) return { artifact: null, file: own, isText: true };
  const source = await record.code(kept.digest);
  if (source === undefined) throw sourceNotKept(details);
  const folder = folderFor(settings, details.componentRun);
  const to = join(folder, basename(path));
  await mkdir(folder, { recursive: true });
  if (!isSame(to, kept.digest)) await writeFile(to, source, { mode: 0o444 });
  return { artifact: null, file: to, isText: true };
}

function isSame(file: string, digest: string): boolean {
  try {
    return isSameText(file, digest);
  } catch {
    return false;
  }
}

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

/** Gives the program that the desktop opens files by; undefined where there is none. */
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
