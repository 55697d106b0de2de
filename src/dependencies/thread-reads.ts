import { randomUUID } from 'node:crypto';
import { BroadcastChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { FileRead } from './file-read.ts';
import { fileStamp } from './file-state.ts';
import type { WatchedCall } from './file-watch.ts';
import { pathOf } from './module-graph.ts';
import type { ProcessLog } from './process-log.ts';
import type { ThreadMessage } from './thread-setup.ts';

/** Takes what worker threads report: it counts as if the place that started the thread had read it. */
export class ThreadReads {
  readonly channel = `clew ${randomUUID()}`;
  readonly #port = new BroadcastChannel(this.channel);
  readonly #log: ProcessLog;
  readonly #call: WatchedCall;
  readonly #files = new Map<string, boolean>();

  constructor(log: ProcessLog, call: WatchedCall) {
    this.#log = log;
    this.#call = call;
    this.#port.addEventListener('message', (event) => this.#add((event as unknown as { data: ThreadMessage }).data));
    this.#port.unref();
    log.threads.add(this);
  }

  /** Takes what was reported until now. */
  receive(): void {
    // Its types know of ports only.
    const port = this.#port as unknown as MessagePort;
    for (let next; (next = receiveMessageOnPort(port)) !== undefined;) this.#add(next.message as ThreadMessage);
  }

  close(): void {
    this.receive();
    this.#log.threads.delete(this);
    this.#port.close();
  }

  #add(message: ThreadMessage): void {
    const { graph } = this.#log;
    const { site, run } = this.#call;
    switch (message.type) {
      case 'read':
        this.#addRead(message.read.kind === 'cwd' ? this.#log.folder : FileRead.received(message.read));
        break;
      case 'made':
        if (run?.forgetAbsent(message.paths)) this.#log.version++;
        break;
      case 'data':
        graph.addData(message.file, site);
        break;
      case 'installed':
        graph.addThreadModule(message.file, undefined);
        graph.addUse(message.file, site);
        break;
      case 'module':
        graph.addThreadModule(message.file, message.source);
        this.#addRead(FileRead.program(message.file));
        break;
      case 'resolution':
        // The text of a worker has no file.
        if (this.#isFile(message.edge.importer)) graph.addResolution(message.edge);
        break;
    }
  }

  #addRead(read: FileRead): void {
    const { site, callers, run } = this.#call;
    this.#log.add(read, site, callers, run);
  }

  #isFile(address: string): boolean {
    let known = this.#files.get(address);
    if (known === undefined) this.#files.set(address, (known = fileStamp(pathOf(address) ?? '') !== undefined));
    return known;
  }
}
