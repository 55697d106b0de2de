import { placeOfCaller } from '../authoring/place.ts';
import type { ComponentChanges, ComponentState } from '../lineage/calls/entry.ts';
import type { Component, ComponentRequest } from './api.ts';
import type { Session } from './session.ts';
import type { AnyFunction, RegisterOptions } from './options.ts';
import { wrap } from './wrap.ts';

/** A component, and the way to the record that it is in. */
export class KnownComponent implements Component {
  readonly name: string;
  readonly doc: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly sort: string;
  readonly #session: () => Session;

  constructor(state: ComponentState, session: () => Session) {
    this.name = state.name;
    this.doc = state.doc;
    this.owner = state.owner;
    this.tags = state.tags;
    this.sort = state.kind;
    this.#session = session;
  }

  describe(doc: string): ComponentRequest {
    return this.#request({ doc });
  }

  ownedBy(owner: string): ComponentRequest {
    return this.#request({ owner });
  }

  tagged(...tags: string[]): ComponentRequest {
    return this.#request({ tags });
  }

  kind(kind: string): ComponentRequest {
    return this.#request({ kind });
  }

  register<F extends AnyFunction>(options: RegisterOptions<NoInfer<F>>, fn: F): F {
    const at = placeOfCaller(this.register) ?? null;
    return wrap(fn, options, { component: this.name, at, session: this.#session });
  }

  #request(changes: ComponentChanges): ComponentRequest {
    return new Request(this.name, changes, this.#session);
  }
}

/** What is said in one go is written in one go, whether anyone waits for it or not. */
export class Request implements ComponentRequest {
  readonly #name: string;
  readonly #session: () => Session;
  #changes: ComponentChanges;
  #sent: Promise<Component> | undefined;

  constructor(name: string, changes: ComponentChanges, session: () => Session) {
    this.#name = name;
    this.#changes = changes;
    this.#session = session;
    queueMicrotask(() => void this.#send().catch(() => undefined));
  }

  describe(doc: string): ComponentRequest {
    return this.#more({ doc });
  }

  ownedBy(owner: string): ComponentRequest {
    return this.#more({ owner });
  }

  tagged(...tags: string[]): ComponentRequest {
    return this.#more({ tags: [...(this.#changes.tags ?? []), ...tags] });
  }

  kind(kind: string): ComponentRequest {
    return this.#more({ kind });
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is there to be awaited
  then<A = Component, B = never>(
    fulfilled?: ((component: Component) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#send().then(fulfilled, rejected);
  }

  #more(changes: ComponentChanges): ComponentRequest {
    if (this.#sent) return new Request(this.#name, changes, this.#session);
    this.#changes = { ...this.#changes, ...changes };
    return this;
  }

  #send(): Promise<Component> {
    return (this.#sent ??= this.#session()
      .component(this.#name, this.#changes)
      .then((state): Component => new KnownComponent(state, this.#session)));
  }
}
