import { isUtf8 } from 'node:buffer';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { atExit } from './at-exit.ts';
import type { Configuration } from './configuration.ts';
import { temporaryName } from '../../../values/temporary-folder.ts';

const optMl = '/opt/ml';

/** The longest that a container may say about how it ended, in bytes. */
const longest = 1024;

/** A container has said something that can't be read. */
export class NotText extends Error {
  constructor(file: string) {
    super(`The file ${optMl}/output/${file} is not encoded in UTF-8.`);
  }
}

/** A job names something that isn't in the folder that stands for its container's. */
export class OutsideFolder extends Error {
  constructor(name: string) {
    super(`${name} leads out of the folder that it is to lie in.`);
  }
}

/** The path of a file below a folder: names come from jobs and buckets. */
export function below(folder: string, name: string): string {
  const file = path.join(folder, name);
  if (file !== folder && !file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep))
    throw new OutsideFolder(name);
  return file;
}

/** A folder of this machine that stands for a container's `/opt/ml`. */
export class Folder {
  readonly path: string;
  readonly #isOver: () => void;

  private constructor(folder: string) {
    this.path = folder;
    this.#isOver = atExit(() => rmSync(folder, { recursive: true, force: true }));
  }

  static async make(): Promise<Folder> {
    return new Folder(await mkdtemp(temporaryName('container')));
  }

  /** Where on this machine a path of the container is. */
  at(inside: string): string {
    return below(this.path, path.relative(optMl, inside));
  }

  /** A text with paths of the container, as this machine has them. */
  translate(text: string): string {
    return text.replaceAll(/(?<![\w.-])\/opt\/ml(?=\/|$)/g, this.path);
  }

  async prepare({ files, folders }: Configuration): Promise<void> {
    const written = Object.entries(files).map(async ([name, content]) => {
      const file = this.at(name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(content));
    });
    await Promise.all([...written, ...folders.map((name) => mkdir(this.at(name), { recursive: true }))]);
  }

  /** Gives what the container has left there to be told; undefined where it said nothing. */
  async said(file: 'message' | 'failure'): Promise<string | undefined> {
    const bytes = await readFile(path.join(this.path, 'output', file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (!bytes) return undefined;
    if (!isUtf8(bytes)) throw new NotText(file);
    // A character that was cut in two is left out.
    return new TextDecoder().decode(bytes.subarray(0, longest), { stream: true });
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 3 });
    this.#isOver();
  }
}
