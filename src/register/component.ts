import type { ComponentKind, KindUse } from '../authoring/kinds/kind.ts';
import { checkFreshFor } from '../authoring/task-options.ts';
import { placeOfCaller } from '../authoring/source-place.ts';
import type { ComponentChanges, ComponentState } from '../lineage/calls/entry.ts';
import { checkNameLength } from '../lineage/name-length.ts';
import type { Component, ComponentRequest } from './api.ts';
import { changesOf, useOf } from './kinds.ts';
import type { Session } from './session.ts';
import type { AnyFunction, RegisterOptions } from './register-options.ts';
import { displayParams } from '../values/display.ts';
import type { Duration } from '../values/duration.ts';
import { wrap } from './wrap.ts';

/** A component, and the way to the record that it is in. */
export class KnownComponent implements Component {
  readonly name: string;
  readonly doc: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly sort: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly #session: () => Session;
  readonly #use: KindUse | undefined;

  constructor(state: ComponentState, session: () => Session, use: KindUse | undefined) {
    this.name = state.name;
    this.doc = state.doc;
    this.owner = state.owner;
    this.tags = state.tags;
    this.sort = state.kind;
    this.fields = state.fields === null ? {} : displayParams(state.fields);
    this.#session = session;
    this.#use = use;
  }

  describe(doc: string): ComponentRequest {
    return this.#request({ doc });
  }

  ownedBy(owner: string): ComponentRequest {
    return this.#request({ owner });
  }

  tagged(...tags: string[]): ComponentRequest {
    return this.#request({}).tagged(...tags);
  }

  kind(kind: string | ComponentKind, fields?: unknown): ComponentRequest {
    return this.#request({}).kind(kind as ComponentKind, fields as never);
  }

  freshFor(duration: Duration): ComponentRequest {
    return this.#request({}).freshFor(duration);
  }

  register<F extends AnyFunction>(options: RegisterOptions<NoInfer<F>>, fn: F): F {
    const at = placeOfCaller(this.register) ?? null;
    const known = this.#use === undefined ? options : { kind: this.#use, ...options };
    return wrap(fn, known, { component: this.name, at, session: this.#session });
  }

  #request(changes: ComponentChanges): ComponentRequest {
    return new Request(this.name, changes, this.#session, this.#use);
  }
}

/** A request that writes in one go what is said in one go, whether anyone waits for it or not. */
export class Request implements ComponentRequest {
  readonly #name: string;
  readonly #session: () => Session;
  #changes: ComponentChanges;
  #use: KindUse | undefined;
  #sent: Promise<Component> | undefined;

  constructor(name: string, changes: ComponentChanges, session: () => Session, use?: KindUse) {
    this.#name = name;
    this.#changes = changes;
    this.#session = session;
    this.#use = use;
    queueMicrotask(() => void this.#send().catch(() => undefined));
  }

  describe(doc: string): ComponentRequest {
    return this.#more({ doc });
  }

  ownedBy(owner: string): ComponentRequest {
    return this.#more({ owner });
  }

  tagged(...tags: string[]): ComponentRequest {
    for (const tag of tags) checkNameLength('tag', tag);
    return this.#more({ tags: [...(this.#changes.tags ?? []), ...tags] });
  }

  kind(kind: string | ComponentKind, fields?: unknown): ComponentRequest {
    const use = useOf(kind, fields, this.#name);
    return this.#more(changesOf(use), use);
  }

  freshFor(duration: Duration): ComponentRequest {
    return this.#more({ freshFor: checkFreshFor(duration, `component ${this.#name}`)! });
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is there to be awaited
  then<A = Component, B = never>(
    fulfilled?: ((component: Component) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#send().then(fulfilled, rejected);
  }

  #more(changes: ComponentChanges, use = this.#use): ComponentRequest {
    if (this.#sent) return new Request(this.#name, changes, this.#session, use);
    this.#use = use;
    this.#changes = { ...this.#changes, ...changes };
    return this;
  }

  #send(): Promise<Component> {
    return (this.#sent ??= this.#session()
      .component(this.#name, this.#changes)
      .then((state): Component => new KnownComponent(state, this.#session, this.#use)));
  }
}
