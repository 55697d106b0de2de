import { ComponentKind, KindUse, checkKindUse } from '../authoring/kinds/kind.ts';
import type { ComponentChanges } from '../lineage/calls/entry.ts';
import { encode } from '../values/encode.ts';

/** Gives what the record is told of a component of a kind. */
export const changesOf = ({ kind, fields }: KindUse): ComponentChanges => ({
  kind,
  fields: encode(fields, { label: 'the fields of a component' }),
});

/** A kind by its bare name asks for nothing. */
export function useOf(kind: string | ComponentKind, fields: unknown, component: string): KindUse {
  if (typeof kind === 'string') return new KindUse(kind, {}, { before: [], after: [] });
  if (kind instanceof ComponentKind) return kind.with(...([fields] as [any]));
  return checkKindUse(kind, `component ${component}`)!;
}
