import { relative, sep } from 'node:path';
import { loadSettings } from '../config/load.ts';
import type { CallEntry, CallVersion } from '../lineage/calls/entry.ts';
import { openCallRecorder } from '../lineage/calls/open-call-recorder.ts';
import type { CallRecorder } from '../lineage/calls/recorder.ts';
import { RecordUnavailable } from '../lineage/errors.ts';
import { codeOf } from '../modules/task-code.ts';
import { pause } from '../values/pause.ts';
import { makeHomeFolder } from '../project/home-folder.ts';
import { describeProcess } from '../project/process.ts';
import type { Failure } from './errors.ts';
import { failureOf } from './call-failure.ts';
import type { Beginning, SentCall, SentVersion } from './protocol.ts';

/** The record as the thread has it that writes it. */
export class Recording {
  readonly #recorder: CallRecorder;
  readonly #root: string;
  readonly #author: string | null;
  /** Digests of kept code, by file; null where it can't be found out. */
  readonly #code = new Map<string, string | null>();

  private constructor(recorder: CallRecorder, root: string, author: string | null) {
    this.#recorder = recorder;
    this.#root = root;
    this.#author = author;
  }

  static async open(project: Beginning['project']): Promise<Recording> {
    const { root, record } = 'root' in project ? project : await settled(project);
    const process = await describeProcess(root);
    return new Recording(await openCallRecorder(record, process), root, process.user);
  }

  component(name: string, changes: Parameters<CallRecorder['component']>[1]): ReturnType<CallRecorder['component']> {
    return this.#recorder.component(name, changes, this.#author);
  }

  /** Gives how many were lost, and why. */
  async write(sent: readonly SentCall[]): Promise<{ readonly lost: number; readonly failure?: Failure }> {
    const calls: CallEntry[] = [];
    for (const call of sent) calls.push(await this.#entryOf(call));
    try {
      await this.#patiently(() => this.#recorder.write(calls));
      return { lost: 0 };
    } catch (error) {
      if (error instanceof RecordUnavailable) return { lost: calls.length, failure: failureOf(error) };
      return this.#oneByOne(calls);
    }
  }

  close(): Promise<void> {
    return this.#recorder.close();
  }

  /** One that the database refuses takes no other with it. */
  async #oneByOne(calls: readonly CallEntry[]): Promise<{ readonly lost: number; readonly failure?: Failure }> {
    let lost = 0;
    let failure: Failure | undefined;
    for (const call of calls) {
      try {
        await this.#recorder.write([call]);
      } catch (error) {
        lost += 1;
        failure = failureOf(this.#recorder.translate(error));
      }
    }
    return { lost, ...(failure && { failure }) };
  }

  /** A disk may get room again, a lock may go. */
  async #patiently(work: () => Promise<void>): Promise<void> {
    for (let left = 3; ; left--) {
      try {
        return await work();
      } catch (thrown) {
        const error = this.#recorder.translate(thrown);
        if (left === 0 || !(error instanceof RecordUnavailable)) throw error;
        await pause(1000);
      }
    }
  }

  async #entryOf({ at, inputs, outputs, ...call }: SentCall): Promise<CallEntry> {
    return {
      ...call,
      place: at && `${this.#shown(at.file)}:${at.line}`,
      code: at && (await this.#codeOf(at.file)),
      inputs: inputs.map((version) => this.#versionOf(version)),
      outputs: outputs.map((version) => this.#versionOf(version)),
    };
  }

  #versionOf(version: SentVersion): CallVersion {
    const key = version.layer === 'path' && version.key !== null ? this.#shown(version.key) : version.key;
    return { ...version, key, name: version.name ?? key ?? version.layer };
  }

  /** Relative to the project where it is inside. */
  #shown(file: string): string {
    const path = relative(this.#root, file);
    return path.startsWith(`..${sep}`) || path === '..' || path === '' ? file : path.split(sep).join('/');
  }

  async #codeOf(file: string): Promise<string | null> {
    const known = this.#code.get(file);
    if (known !== undefined) return known;
    let digest: string | null = null;
    try {
      const manifest = codeOf(file, this.#root);
      await this.#recorder.keepCode(manifest);
      digest = manifest.digest;
    } catch {
      // Code that was never a file that can be read: its place is all there is to say.
    }
    this.#code.set(file, digest);
    return digest;
  }
}

async function settled({ cwd, profile }: { cwd: string; profile?: string | undefined }) {
  const settings = await loadSettings({ cwd, profile });
  makeHomeFolder(settings.home);
  return settings;
}
