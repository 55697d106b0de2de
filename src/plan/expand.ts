import { MappingFailed } from './errors.ts';
import { isAbove, makeSelf, wanted, type Self } from './model.ts';
import type { Edge } from './node.ts';

/** What an edge stands for: the parameters that it gives to each node, or the field whose value it needs first. */
export type Expanded = { readonly params: readonly (object | undefined)[] } | { readonly waitsFor: string };

/** Asks an edge's mapping. Without one, an edge stands for one node with what is handed down. */
export function expand(edge: Edge, inputs: ReadonlyMap<string, unknown> | undefined): Expanded {
  const { note, owner } = edge;
  if (!note.map && !note.when) return { params: [undefined] };
  const self = makeSelf(owner.model, owner.ownCopy, inputs);

  if (note.when) {
    const when = ask(edge, self, note.when as Mapping);
    if ('waitsFor' in when) return when;
    if (!when.answer) return { params: [] };
  }
  if (!note.map) return { params: [undefined] };
  const mapped = ask(edge, self, note.map as Mapping);
  if ('waitsFor' in mapped) return mapped;
  return { params: note.mode === 'each' ? list(edge, mapped.answer) : [params(edge, mapped.answer)] };
}

type Mapping = (self: Self) => unknown;

function ask(edge: Edge, self: Self, mapping: Mapping): { answer: unknown } | { waitsFor: string } {
  let answer: unknown;
  let thrown: { error: unknown } | undefined;
  try {
    answer = mapping(self);
  } catch (error) {
    thrown = { error };
  }
  const field = self[wanted];
  if (field !== undefined) {
    if (isAbove(edge.owner.model.note, field, edge.note)) return { waitsFor: field };
    throw new MappingFailed(nameOf(edge), `reads "${field}", which isn't declared above it`);
  }
  if (thrown) throw MappingFailed.threw(nameOf(edge), thrown.error);
  // Always true as a condition, and without a single parameter as a mapping.
  if (typeof (answer as PromiseLike<unknown> | null | undefined)?.then === 'function') {
    throw new MappingFailed(nameOf(edge), 'gives a promise; mappings are asked at once, so it must not be async');
  }
  return { answer };
}

function list(edge: Edge, answer: unknown): object[] {
  if (typeof answer === 'object' && answer !== null && Symbol.iterator in answer) {
    return Array.from(answer as Iterable<unknown>, (item) => params(edge, item));
  }
  throw new MappingFailed(nameOf(edge), 'must give a list of parameters, one object for each node');
}

function params(edge: Edge, answer: unknown): object {
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer;
  throw new MappingFailed(
    nameOf(edge),
    `must give an object of parameters, and gave ${JSON.stringify(answer) ?? String(answer)}`,
  );
}

const nameOf = (edge: Edge): string => `${edge.owner.task}.${edge.note.field}`;
