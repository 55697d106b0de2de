import { MappingFailed } from './errors.ts';
import { isAbove, makeSelf, wanted, type Self } from './model.ts';
import type { Edge } from './node.ts';
import { type LazyTail, takeFirst } from './lazy-tail.ts';

/** The parameters that an edge gives to each node, as far as they were asked for. */
export interface Given {
  readonly params: readonly (object | undefined)[];
  readonly rest?: LazyTail<unknown>;
}

/** The answer of an edge: what it stands for, or the field whose value it needs first. */
export type Expanded = Given | { readonly waitsFor: string };

/** Asks an edge's mapping. Without one, an edge stands for one node with what is handed down. Of a list, `most` come in at first. */
export function expand(edge: Edge, inputs: ReadonlyMap<string, unknown> | undefined, most: number): Expanded {
  const { note, owner } = edge;
  if (!note.map && !note.when) return { params: [undefined] };
  const self = makeSelf(owner.model, owner.ownCopy, inputs);

  if (note.when) {
    const when = ask(edge, self, () => (note.when as Mapping)(self));
    if ('waitsFor' in when) return when;
    if (!when.answer) return { params: [] };
  }
  if (!note.map) return { params: [undefined] };
  const map = note.map as Mapping;
  if (note.mode !== 'each') {
    const mapped = ask(edge, self, () => map(self));
    return 'waitsFor' in mapped ? mapped : { params: [params(edge, mapped.answer)] };
  }
  // A generator reads `self` when its items are asked for.
  const mapped = ask(edge, self, () => begin(edge, map(self), most));
  if ('waitsFor' in mapped) return mapped;
  const { items, rest } = mapped.answer;
  const given = items.map((item) => params(edge, item));
  return rest ? { params: given, rest: guarded(edge, self, rest) } : { params: given };
}

/** More of a long list. */
export function expandMore(edge: Edge, count: number): object[] {
  return edge.rest!.take(count).map((item) => params(edge, item));
}

type Mapping = (self: Self) => unknown;

function ask<T>(edge: Edge, self: Self, question: () => T): { answer: T } | { waitsFor: string } {
  let answer: T;
  let thrown: { error: unknown } | undefined;
  try {
    answer = question();
  } catch (error) {
    thrown = { error };
  }
  const field = self[wanted];
  if (field !== undefined) {
    if (isAbove(edge.owner.model.note, field, edge.note)) return { waitsFor: field };
    throw new MappingFailed(nameOf(edge), `reads "${field}", which isn't declared above it`);
  }
  if (thrown) {
    if (thrown.error instanceof MappingFailed) throw thrown.error;
    throw MappingFailed.threw(nameOf(edge), thrown.error);
  }
  refusePromise(edge, answer!);
  return { answer: answer! };
}

/** Always true as a condition, and without a single parameter as a mapping. */
function refusePromise(edge: Edge, answer: unknown): void {
  if (typeof (answer as PromiseLike<unknown> | null | undefined)?.then !== 'function') return;
  throw new MappingFailed(nameOf(edge), 'gives a promise; mappings are asked at once, so it must not be async');
}

function begin(edge: Edge, answer: unknown, most: number): ReturnType<typeof takeFirst> {
  refusePromise(edge, answer);
  if (typeof answer === 'object' && answer !== null && Symbol.iterator in answer) {
    return takeFirst(answer as Iterable<unknown>, most);
  }
  throw new MappingFailed(nameOf(edge), 'must give a list of parameters, one object for each node');
}

/** Tells what goes wrong in the middle of a list as what goes wrong at its beginning. */
function guarded(edge: Edge, self: Self, rest: LazyTail<unknown>): LazyTail<unknown> {
  const take = rest.take.bind(rest);
  rest.take = (count) => {
    const asked = ask(edge, self, () => take(count));
    if ('answer' in asked) return asked.answer;
    const late = `reads "${asked.waitsFor}" in the middle of its list; read it before the first item is given`;
    throw new MappingFailed(nameOf(edge), late);
  };
  return rest;
}

function params(edge: Edge, answer: unknown): object {
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer;
  throw new MappingFailed(
    nameOf(edge),
    `must give an object of parameters, and gave ${JSON.stringify(answer) ?? String(answer)}`,
  );
}

const nameOf = (edge: Edge): string => `${edge.owner.task}.${edge.note.field}`;
