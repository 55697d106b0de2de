import { isUserFile } from '../modules/own-package.ts';
import { readModule } from '../modules/read.ts';
import type { CallPlace, Class, Marking, SourcePlace } from './notes.ts';
import { parsePlace, pathOfScript } from './source-place.ts';

/** Deeper calls than these are not looked at. */
const maxFrames = 16;
const loader = 'node:internal/modules/';

interface Holder {
  readonly stack?: unknown;
}

/**
 * The calls that led to a decorator's factory, those in users' files alone. They are only captured when it is called, which
 * is cheap; what V8 has captured is read when somebody asks.
 */
export class CallStack {
  /** One to be read as frames, which say where in the JavaScript that runs; only the text of the other goes through source maps. */
  #raw: Holder | undefined;
  #text: Holder | undefined;
  #frames: readonly CallPlace[] | undefined;
  #places: readonly SourcePlace[] | undefined;

  constructor(factory: (...args: never[]) => unknown) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = maxFrames;
    this.#raw = {};
    this.#text = {};
    Error.captureStackTrace(this.#raw, factory);
    Error.captureStackTrace(this.#text, factory);
    Error.stackTraceLimit = limit;
  }

  get frames(): readonly CallPlace[] {
    if (!this.#frames) {
      this.#frames = Object.freeze(framesIn(sitesIn(this.#raw!)));
      this.#raw = undefined;
    }
    return this.#frames;
  }

  /** The same places in what users have written. */
  get places(): readonly SourcePlace[] {
    if (!this.#places) {
      this.#places = placesIn(textIn(this.#text!)).slice(0, this.frames.length);
      this.#text = undefined;
    }
    return this.#places;
  }

  /** The module that was evaluated. */
  get module(): string | undefined {
    return this.frames.at(-1)?.file;
  }
}

function sitesIn(holder: Holder): readonly NodeJS.CallSite[] {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_, sites) => sites;
  try {
    const { stack } = holder;
    return Array.isArray(stack) ? (stack as NodeJS.CallSite[]) : [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

function framesIn(sites: readonly NodeJS.CallSite[]): CallPlace[] {
  const frames: CallPlace[] = [];
  for (const site of sites) {
    const script = site.getFileName() ?? '';
    // Frames above the loader belong to whatever imports the module.
    if (script.startsWith(loader) && frames.length > 0) break;
    const file = pathOfScript(script);
    if (file === undefined || !isUserFile(file)) continue;
    frames.push(Object.freeze({ file, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 }));
  }
  return frames;
}

/** Gives a stack's text. Some runtimes make it when it is asked for, so that happens under the capture's own limit. */
function textIn(holder: Holder): unknown {
  const limit = Error.stackTraceLimit;
  try {
    Error.stackTraceLimit = maxFrames;
    return holder.stack;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function placesIn(stack: unknown): SourcePlace[] {
  if (typeof stack !== 'string') return [];
  return stack.split('\n').flatMap((line) => {
    const place = /^\s*at /.test(line) ? parsePlace(line) : undefined;
    return place && isUserFile(place.file) ? [place] : [];
  });
}

/**
 * The place where a class was marked. Its lines are where its own text stands, not those of a decorator that wraps
 * ours.
 */
export class ClassMarking implements Marking {
  readonly #stack: CallStack;
  readonly #target: Class;
  #place: SourcePlace | null | undefined;

  constructor(stack: CallStack, target: Class) {
    this.#stack = stack;
    this.#target = target;
  }

  get place(): SourcePlace | undefined {
    if (this.#place === undefined) this.#place = this.#findPlace() ?? null;
    return this.#place ?? undefined;
  }

  get module(): string | undefined {
    return this.#stack.module;
  }

  get frames(): readonly CallPlace[] {
    return this.#stack.frames;
  }

  #findPlace(): SourcePlace | undefined {
    const { frames, places } = this.#stack;
    const files = new Set(frames.map(({ file }) => file));
    const own = files.size > 1 ? frames.findIndex(({ file }) => holdsText(file, String(this.#target))) : 0;
    const at = Math.max(0, own);
    const found = places[at] ?? frames[at];
    return found && Object.freeze({ file: found.file, line: found.line });
  }
}

function holdsText(file: string, text: string): boolean {
  try {
    const { code, source } = readModule(file);
    return (code ?? source).includes(text);
  } catch {
    return false;
  }
}
