import { artifactIdOf } from '../../values/id.ts';
import type { CodeManifest, ProcessInfo } from '../entries.ts';
import { processRow, rowsOfCode } from '../rows.ts';
import type { Store } from '../store.ts';
import { changeComponent, newComponent } from './components.ts';
import type { CallEntry, ComponentChanges, ComponentState } from './entry.ts';
import { type FoundCall, rowsOfCalls } from './rows.ts';
import { Versions } from './versions.ts';

/** Puts what registered code has done into a record, many calls by one transaction. One at a time: whoever has it, waits. */
export class CallRecorder {
  readonly #store: Store;
  readonly #process: string;
  readonly #versions: Versions;
  readonly #components = new Set<string>();

  private constructor(store: Store, process: string) {
    this.#store = store;
    this.#process = process;
    this.#versions = new Versions(store);
  }

  static async open(store: Store, process: ProcessInfo): Promise<CallRecorder> {
    await store.write([{ table: 'process', rows: [processRow(process)], onConflict: { keep: true } }]);
    return new CallRecorder(store, process.id);
  }

  async keepCode(manifest: CodeManifest): Promise<void> {
    await this.#store.write([rowsOfCode([manifest])]);
  }

  /** One of ours, of whatever the database said. */
  translate(error: unknown): unknown {
    return this.#store.translate(error);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  /**
   * Writes calls: what one of them wrote is what a later one read. A call comes twice where it had handed out very many
   * ids before its end.
   */
  async write(entries: readonly CallEntry[]): Promise<void> {
    await this.#meet(entries);
    let group = new Map<string, CallEntry>();
    for (const entry of entries) {
      if (group.has(entry.id)) {
        await this.#writeGroup([...group.values()]);
        group = new Map();
      }
      group.set(entry.id, entry);
    }
    if (group.size > 0) await this.#writeGroup([...group.values()]);
  }

  /** All or none of them. */
  async #writeGroup(entries: readonly CallEntry[]): Promise<void> {
    this.#versions.lookAgain();
    try {
      const calls: FoundCall[] = [];
      for (const entry of entries) {
        const inputs: string[] = [];
        for (const version of entry.inputs) inputs.push(await this.#versions.idOf(version));
        entry.outputs.forEach((version, i) => this.#versions.made(version, artifactIdOf(entry.id, i)));
        calls.push({ entry, inputs });
      }
      await this.#store.write(rowsOfCalls(calls, this.#process));
    } catch (error) {
      this.#versions.forget();
      throw error;
    }
  }

  /** Makes the component if it isn't there, says of it what is new, and tells all that is known of it. */
  async component(name: string, changes: ComponentChanges, author: string | null): Promise<ComponentState> {
    return changeComponent(this.#store, name, changes, author);
  }

  /** Components that nobody has spoken of are there from their first call on. */
  async #meet(entries: readonly CallEntry[]): Promise<void> {
    const names = new Set(entries.map(({ component }) => component).filter((name) => !this.#components.has(name)));
    if (names.size === 0) return;
    const rows = [...names].toSorted().map((name) => newComponent(name));
    await this.#store.write([{ table: 'component', rows, onConflict: { keep: true } }]);
    for (const name of names) this.#components.add(name);
  }
}
