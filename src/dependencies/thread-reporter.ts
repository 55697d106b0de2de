import { registerHooks } from 'node:module';
import { BroadcastChannel } from 'node:worker_threads';
import { isJavaScript, isTypeScript } from '../modules/candidates.ts';
import { listenToLoader, withListener } from '../modules/module-listener.ts';
import { isInNodeModules, isOwnFile } from '../modules/own-package.ts';
import { stampOf } from './digest-cache.ts';
import { FileRead } from './file-read.ts';
import { installWatchers } from './install-watchers.ts';
import { type SeenEdge, pathOf } from './module-graph.ts';
import { originalFs } from './original-fs.ts';
import type { ReadSite } from './read-site.ts';
import { RunNotes, noteAllIn } from './run-notes.ts';
import type { ThreadMessage, ThreadSetup } from './thread-setup.ts';
import { asSource } from './watch-modules.ts';
import { handOnSetup } from './watch-workers.ts';

/** Reports from now on what this thread loads and reads to the thread that started it. Loading is left to Node. */
export function reportThread(setup: ThreadSetup): void {
  const channel = new BroadcastChannel(setup.channel);
  channel.unref();
  const notes = new ThreadNotes((message) => channel.postMessage(message));
  const log = installWatchers({});
  for (const { root, home } of setup.scopes) log.scopeOf(root, home);
  noteAllIn(notes);
  handOnSetup(setup);
  listenToLoader({
    resolved(specifier, importer, isRequire, url) {
      if (importer === undefined || url?.startsWith('node:') || isOwnFile(pathOf(importer) ?? '')) return;
      notes.addResolution({ specifier, importer, isRequire, url });
    },
    loaded(url, source) {
      const file = pathOf(url);
      if (file !== undefined && !isOwnFile(file)) notes.addModule(file, asSource(source));
    },
  });
  const resolve: Parameters<typeof withListener>[0]['resolve'] = (specifier, context, next) => next(specifier, context);
  const load: Parameters<typeof withListener>[0]['load'] = (url, context, next) => next(url, context);
  registerHooks(withListener({ resolve, load }));
}

/** Everything that one worker thread uses, each sent once. */
class ThreadNotes extends RunNotes {
  readonly #send: (message: ThreadMessage) => void;
  readonly #sent = new Set<string>();

  constructor(send: (message: ThreadMessage) => void) {
    super();
    this.#send = send;
  }

  override addRead(read: FileRead, site: ReadSite): void {
    super.addRead(read, site);
    this.#sendOnce(`read ${read.key}`, { type: 'read', read: read.sent });
  }

  override addOwnRead(read: FileRead): void {
    super.addOwnRead(read);
    this.#sendOnce(`read ${read.key}`, { type: 'read', read: read.sent });
  }

  override addData(file: string): void {
    this.#sendOnce(`data ${file}`, { type: 'data', file });
  }

  override forgetAbsent(paths: ReadonlySet<string>): boolean {
    this.#send({ type: 'made', paths });
    return super.forgetAbsent(paths);
  }

  addResolution(edge: SeenEdge): void {
    const { specifier, importer, isRequire, url } = edge;
    this.#sendOnce(`edge ${importer} ${isRequire} ${specifier} ${url}`, { type: 'resolution', edge });
  }

  addModule(file: string, source: string | Uint8Array | undefined): void {
    if (isInNodeModules(file)) return this.#sendOnce(`installed ${file}`, { type: 'installed', file });
    if (isTypeScript(file) || isJavaScript(file)) return this.#send({ type: 'module', file, source });
    const stat = originalFs.statSync(file, { bigint: true, throwIfNoEntry: false });
    if (stat) this.#send({ type: 'read', read: FileRead.opened(file, stampOf(stat)).sent });
  }

  #sendOnce(key: string, message: ThreadMessage): void {
    if (this.#sent.has(key)) return;
    this.#sent.add(key);
    this.#send(message);
  }
}
