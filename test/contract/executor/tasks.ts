// Not from src/index.ts: whoever starts a worker for each test waits for all that it imports.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Artifact, From, FromEach, FromIf, Param, Task } from '../../../src/authoring/index.ts';
import { TaskContext } from '../../../src/runtime/context.ts';
import { RunOutcome } from '../../../src/runtime/run-outcome.ts';
import { PermanentError } from '../../../src/runtime/permanent-error.ts';
import { StorageLayer } from '../../../src/storage/layer.ts';

/** Tasks that every executor is tried with. They are found by name, wherever they run. */
@Task()
export class Source {
  run(): number {
    return 1;
  }
}

@Task()
export class Echo {
  @Param({ optional: true }) value: unknown;
  run(): unknown {
    return this.value;
  }
}

@Task()
export class Ends {
  constructor(private readonly outcome: RunOutcome) {}
  run(): unknown {
    return { ...this.outcome, isOutcome: this.outcome instanceof RunOutcome };
  }
}

@Task()
export class Inputs {
  @From(Source) one!: unknown;
  @FromEach(Source, () => []) each!: unknown[];
  @FromIf(Source, () => false) maybe?: unknown;
  @From.artifact(Source) handle!: Artifact<any>;
  @FromEach.artifact(Source, () => []) handles!: Artifact<any>[];

  async run(): Promise<unknown> {
    const read = await Promise.all([this.handle, ...this.handles].map((handle) => handle.read() as unknown));
    return { one: this.one, each: this.each, maybe: this.maybe ?? 'none', read, name: this.handle.name };
  }
}

@Task()
export class Stores {
  constructor(private readonly storage: StorageLayer) {}
  async run(): Promise<unknown> {
    const weights = await this.storage.store('weights.bin', new Uint8Array(100_000).fill(7));
    return { layer: this.storage.name, deep: [{ weights }] };
  }
}

@Task()
export class Throws {
  @Param() how!: string;
  @Param({ optional: true }) token?: string;
  constructor(private readonly context: TaskContext) {}

  run(): unknown {
    if (this.token !== undefined) this.context.logger.warn(`calling with ${this.token}`);
    switch (this.how) {
      case 'text':
        throw 'just a text'; // oxlint-disable-line no-throw-literal -- users do
      case 'nothing':
        throw undefined; // oxlint-disable-line no-throw-literal -- users do
      case 'object':
        throw { status: 503 }; // oxlint-disable-line no-throw-literal -- users do
      case 'promise':
        return Promise.reject(new TypeError('later'));
      case 'cause':
        throw new Error('could not load', { cause: new Error(`refused ${this.token}`) });
      case 'code':
        throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      case 'function':
        return { model: { predict: () => 1 } };
      default:
        throw new RangeError(`out of range, ${this.token}`);
    }
  }
}

@Task({ retries: { times: 1, on: (error) => error instanceof RangeError } })
export class Retries {
  @Param() how!: string;
  run(): void {
    if (this.how === 'permanent') throw new PermanentError('for good');
    throw this.how === 'range' ? new RangeError('perhaps later') : new TypeError('of no use');
  }
}

@Task({ modelFamily: 'classifier' })
export class Speaks {
  constructor(private readonly context: TaskContext) {}
  run(): unknown {
    const { context } = this;
    context.progress(1, 3);
    context.progress(2);
    for (const level of ['debug', 'info', 'warn', 'error'] as const)
      context.logger[level](`${level} of ${context.attempt}`);
    context.metric('loss', 0.5);
    context.metric('auc', 0.75);
    const id = context.outputId({ label: 'machine M-17' });
    return { id, auc: 0.9, f1: 0.8, other: 3, run: context.run, componentRun: context.componentRun };
  }
}

/** Goes on until it is told to stop, and says what it was told. */
@Task()
export class Waits {
  @Param() answer = 'stops';
  constructor(private readonly context: TaskContext) {}
  async run(): Promise<unknown> {
    const { signal } = this.context;
    // Keeps the process awake, as a socket would.
    const awake = setInterval(() => undefined, 1000);
    this.context.progress(0);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
    clearInterval(awake);
    if (this.answer === 'partial') return 'half of it';
    throw new Error('stopped in the middle');
  }
}

@Task()
export class Ignores {
  run(): Promise<never> {
    return new Promise(() => undefined);
  }
}

/** Finds by itself what it uses. */
@Task()
export class Uses {
  @Param() fails = false;
  @Param({ optional: true }) token?: string;

  run(): unknown {
    const used: unknown = createRequire(import.meta.url)(['.', 'used.cjs'].join('/'));
    const text = readFileSync(new URL('used.json', import.meta.url), 'utf8');
    if (this.token !== undefined) {
      try {
        readFileSync(new URL(`${this.token}.txt`, import.meta.url));
      } catch {
        // Only asked for.
      }
    }
    if (this.fails) throw new Error('it has read enough');
    return { used, text: JSON.parse(text) as unknown };
  }
}
