import type { HeldBy } from '../../lineage/holder-types.ts';
import type { RunEmitter, RunEvents } from '../../scheduler/events.ts';
import { codeChangedText, codeUncertainText } from '../../project/code-changes.ts';
import { layerNotSharedText } from '../../project/layer-not-shared.ts';
import { namesakeText } from '../../project/namesakes.ts';
import { firstLine, toleratedWords } from '../../scheduler/tolerated-failures.ts';
import { formatDuration, formatExact } from '../../values/duration.ts';
import { type Terminal, cyan, dim, fit, green, red, yellow } from '../terminal.ts';

export type Loudness = 'quiet' | 'normal' | 'verbose';

/** Without a terminal to draw on, a large run says how far it is now and then instead of naming every node. */
const maxLines = 200;

/** Says on standard error how a run goes: a line that is redrawn on a terminal, plain lines elsewhere. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #loudness: Loudness;
  /** Nodes that wait for others, in words. */
  readonly #waiting = new Map<string, string>();
  /** The things that were waited for, and told of. */
  readonly #waitedFor = new Set<string>();
  readonly #running = new Map<string, { readonly since: number; share: string }>();
  /** The nodes that were running when everything was asked to stop. */
  stopping: readonly string[] = [];
  #interrupted = false;
  #saysEnd: (() => void) | undefined;
  #total = 0;
  #done = 0;
  #lines = 0;
  #failures = 0;
  #nextShare = 0.1;
  #drawn = false;
  /** Someone who prints half a line is not written over. */
  #lineIsFree = true;
  #unhear: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal, loudness: Loudness) {
    this.#terminal = terminal;
    this.#loudness = loudness;
  }

  watch(events: RunEmitter): void {
    events.on('runStarted', ({ nodes }) => (this.#total = nodes));
    events.on('planGrown', ({ nodes }) => (this.#total = nodes));
    events.on('nodeStarted', ({ node }) => {
      this.#waiting.delete(node);
      this.#running.set(node, { since: performance.now(), share: '' });
    });
    events.on('nodeProgress', ({ node, done, total }) => {
      const running = this.#running.get(node);
      if (running) running.share = total ? ` ${Math.floor((100 * done) / total)} %` : ` ${done}`;
    });
    events.on('nodeLog', (event) => this.#log(event));
    events.on('nodeWaiting', (event) => this.#waits(event));
    events.on('nodeLimited', (event) => this.#isLimited(event));
    events.on('nodeRetrying', ({ node, attempt, delay, error }) => {
      this.#running.delete(node);
      this.#say(
        `${yellow('↻')} ${node} attempt ${attempt} failed: ${firstLine(error, node)}; again in ${formatDuration(delay)}`,
      );
    });
    events.on('nodeHealing', ({ node, for: reader }) =>
      this.#say(`${yellow('damaged')} what ${node} gave to ${reader}: it is made again`),
    );
    events.on('nodeHealed', ({ node, status, error }) => {
      this.#running.delete(node);
      this.#waiting.delete(node);
      if (status === 'failed' && error)
        this.#say(`${red('✗')} ${node} could not be made again: ${firstLine(error, node)}`);
    });
    events.on('packagesLeft', ({ packages }) =>
      this.#say(dim(`left to the image: ${packages.map(({ name, why }) => `${name} (${why})`).join(', ')}`)),
    );
    events.on('codeChanged', ({ files }) => this.#say(`${yellow('changed')} ${codeChangedText(files)}`));
    events.on('codeUncertain', ({ files }) => this.#say(`${yellow('edited')} ${codeUncertainText(files)}`));
    events.on('namesakeFound', (event) => this.#say(`${yellow('same name')} ${namesakeText(event)}`));
    events.on('layerNotShared', (event) => this.#say(`${yellow('not shared')} ${layerNotSharedText(event)}`));
    events.on('recordAway', ({ place, reason }) =>
      this.#say(`${yellow('waiting')} for the record ${place}: ${reason}`),
    );
    events.on('recordBack', ({ place }) => this.#say(dim(`the record ${place} is back: going on`)));
    events.on('nodeFinished', (event) => this.#finished(event));
    events.on('failuresTolerated', (failures) => this.#say(`${yellow('!')} ${toleratedWords(failures)}`));
    events.on('runTimedOut', ({ limit }) =>
      this.#say(`${yellow('timeout')} the run took longer than ${formatExact(limit)}`),
    );
    events.on('finishing', ({ nodes }) => this.#ends(`${yellow('stopped')} still to run:`, nodes));
    events.on('stopping', ({ running }) => this.#ends(`${yellow('stopping')} waiting for`, running));
    if (this.#loudness === 'quiet' || !this.#terminal.isLive) return;
    this.#unhear = this.#terminal.onForeignText((endsLine) => {
      this.#wipe();
      this.#lineIsFree = endsLine;
    });
    this.#timer = setInterval(() => this.#draw(), 100);
    this.#timer.unref();
  }

  /** Someone pressed Ctrl-C; `isStopping`: what it asks for goes on already. */
  interrupt(isStopping: boolean): void {
    this.#interrupted = true;
    if (isStopping) this.#saysEnd?.();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#wipe();
    this.#unhear?.();
    this.#unhear = undefined;
  }

  #finished({ node, status, ms, reason }: RunEvents['nodeFinished']): void {
    this.#running.delete(node);
    this.#waiting.delete(node);
    this.#done += 1;
    const verbose = this.#loudness === 'verbose';
    if (status === 'failed') return this.#failed(`${red('✗')} ${node} ${dim(formatDuration(ms))}`);
    if (this.#loudness === 'quiet') return;
    if (status === 'ran') {
      return this.#nodeLine(() => `${green('✓')} ${node} ${dim(formatDuration(ms) + (verbose ? `  ${reason}` : ''))}`);
    }
    if (verbose) this.#say(dim(`${status === 'cached' ? '=' : '-'} ${node} ${status}: ${reason}`));
  }

  /** Where many fail, such as all of a long list, the summary counts them. */
  #failed(text: string): void {
    this.#failures += 1;
    if (this.#loudness === 'verbose' || this.#failures <= maxLines) this.#say(text);
    else if (this.#failures === maxLines + 1) this.#say(`${red('✗')} … and more, which the summary counts`);
  }

  /** Most of the lines of a large run are never written. */
  #nodeLine(text: () => string): void {
    if (this.#loudness === 'verbose' || this.#lines < maxLines) {
      this.#lines += 1;
      this.#say(text());
    } else if (!this.#terminal.isLive && this.#done / this.#total >= this.#nextShare) {
      this.#nextShare = this.#done / this.#total + 0.1;
      this.#say(dim(`  ${this.#done} of ${this.#total} done`));
    }
  }

  #waits({ node, by }: RunEvents['nodeWaiting']): void {
    this.#wait(node, `waiting for ${node}, held by ${holder(by)}`, by.run);
  }

  #isLimited({ node, limits, by }: RunEvents['nodeLimited']): void {
    const names = limits.join(', ');
    const whose = by ? `held by ${holder(by)}` : 'held by other nodes of this run';
    this.#wait(node, `waiting for ${names}, ${whose}: ${node}`, by && `${names} ${by.run}`);
  }

  /** Without a terminal to draw on, it is told of once for the same `cause`. */
  #wait(node: string, text: string, cause: string | undefined): void {
    this.#waiting.set(node, text);
    if (this.#loudness === 'quiet') return;
    const isNew = cause !== undefined && !this.#terminal.isLive && !this.#waitedFor.has(cause);
    if (cause !== undefined) this.#waitedFor.add(cause);
    if (isNew || this.#loudness === 'verbose') this.#say(dim(text));
  }

  #log({ node, level, text }: RunEvents['nodeLog']): void {
    if (this.#loudness === 'quiet' || (level === 'debug' && this.#loudness !== 'verbose')) return;
    const colour = level === 'error' ? red : level === 'warn' ? yellow : dim;
    this.#say(`${colour('│')} ${dim(node)} ${text}`);
  }

  #ends(how: string, nodes: readonly string[]): void {
    this.stopping = nodes;
    this.#saysEnd = () => {
      const hint = this.#interrupted ? '; Ctrl-C again leaves at once' : '';
      this.#say(`${how} ${fit(nodes.join(', '), 200)}${hint}`);
    };
    this.#saysEnd();
  }

  #say(text: string): void {
    this.#wipe();
    this.#terminal.note(this.#lineIsFree ? text : `\n${text}`);
  }

  #draw(): void {
    if (!this.#lineIsFree) return;
    const now = performance.now();
    const names = [...this.#running]
      .slice(0, 4)
      .map(
        ([node, { since, share }]) => `${node}${share}${now - since > 2000 ? ` ${formatDuration(now - since)}` : ''}`,
      );
    const more = this.#running.size > 4 ? `, +${this.#running.size - 4}` : '';
    const [waits] = this.#waiting.values();
    const others = this.#waiting.size > 1 ? `, +${this.#waiting.size - 1}` : '';
    const line =
      `${this.#done}/${this.#total} done${names.length > 0 ? ` · ${names.join(', ')}${more}` : ''}` +
      (waits ? ` · ${waits}${others}` : '');
    this.#terminal.redraw(cyan(fit(line, this.#terminal.columns - 1)));
    this.#drawn = true;
  }

  #wipe(): void {
    if (this.#drawn) this.#terminal.redraw('');
    this.#drawn = false;
  }
}

const holder = ({ pid, host, run }: HeldBy): string => `pid ${pid} on ${host} (${run})`;
