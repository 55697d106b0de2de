import type { LineageRecord } from '../../lineage/record.ts';
import { shownParams } from '../../plan/identity.ts';
import type { CodeOf } from '../../scheduler/run-options.ts';
import { codecName } from '../../storage/codecs/codec.ts';
import { displayParams } from '../../values/display.ts';
import type { AuditedNode } from './audited-node.ts';

/**
 * Something that is not what it was when the result was recorded, and of which the author has said that it doesn't
 * matter: a parameter or an input with `significant: false`, or the code under a `version`.
 */
export interface IgnoredChange {
  readonly kind: 'parameter' | 'input' | 'version';
  readonly name: string;
}

/** Finds what has changed since a result was recorded and counts for nothing in the lookup, because the task says so. */
export async function ignoredChanges(
  record: Pick<LineageRecord, 'componentRun' | 'inputsOf'>,
  codeOf: CodeOf,
  { node, inputs, hit }: AuditedNode,
): Promise<IgnoredChange[]> {
  const { note, params, ignored } = node.model;
  const then = await record.componentRun(hit.componentRun);
  const now = displayParams(shownParams(node));
  const changes: IgnoredChange[] = [];
  for (const [name, { significant }] of params) {
    const isSame = JSON.stringify(now[name]) === JSON.stringify(then.params[name]);
    if (!significant && !isSame) changes.push({ kind: 'parameter', name });
  }
  if (ignored.size > 0) {
    const recorded = await record.inputsOf(hit.componentRun);
    for (const { field, sources } of inputs.filter((input) => ignored.has(input.field))) {
      const old = recorded.filter(({ name }) => name === field).map(({ codec, digest }) => contentOf(codec, digest));
      const fresh = sources.map(({ output }) => contentOf(output.codec, output.digest));
      if (JSON.stringify(old) !== JSON.stringify(fresh)) changes.push({ kind: 'input', name: field });
    }
  }
  if (note.version !== undefined && then.code !== codeOf(note).digest) {
    changes.push({ kind: 'version', name: note.version });
  }
  return changes;
}

const contentOf = (codec: string, digest: string): string => `${codecName(codec)} ${digest}`;
