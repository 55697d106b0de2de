import type { RunResult } from '../lineage/query-results.ts';
import { ArtifactDamaged } from '../storage/errors.ts';
import { outputIdsIn } from '../values/id.ts';
import type { Project } from './project.ts';

type Output = NonNullable<RunResult['output']>;

/** Ids are short: what is larger holds more than that. */
const largest = 1024 * 1024;

/**
 * Whether two values differ in nothing but the output ids that Clew has made: those are new each time, so that a task that
 * hands them out, and whatever takes what it gave, never gives the same bytes twice.
 */
export async function isSameButIds(project: Project, one: Output, other: Output): Promise<boolean> {
  if (one.codec !== 'json' || other.codec !== 'json' || one.size !== other.size || one.size > largest) return false;
  const text = await textOf(project, one);
  const otherText = text === undefined ? undefined : await textOf(project, other);
  return text !== undefined && otherText !== undefined && isSameTextButIds(text, otherText);
}

/** Tells the same of encoded values, as texts. */
export function isSameTextButIds(one: string, other: string): boolean {
  const withoutIds = (text: string): string => text.replaceAll(new RegExp(outputIdsIn, 'g'), 'out-');
  return outputIdsIn.test(one) && outputIdsIn.test(other) && withoutIds(one) === withoutIds(other);
}

/** Undefined where the bytes are not there any more. */
async function textOf({ record, artifacts }: Project, output: Output): Promise<string | undefined> {
  const inline = output.key === null ? await record.inlineOf(output.id) : null;
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of artifacts.stream({ ...output, inline, blocks: null })) chunks.push(chunk);
  } catch (error) {
    if (error instanceof ArtifactDamaged) return undefined;
    throw error;
  }
  return Buffer.concat(chunks).toString();
}
