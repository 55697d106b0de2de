import type { IdKind } from '../lineage/answers.ts';
import type { Record } from '../lineage/record.ts';
import type { Subject } from '../lineage/remarks.ts';
import { resolveId } from './ids.ts';

const kinds: readonly IdKind[] = ['output id', 'component run', 'run', 'artifact'];

/** What people speak of: a component by its name, everything else by its id or the beginning of one. */
export async function subjectOf(record: Record, asked: string): Promise<Subject> {
  const components = await record.components();
  if (components.some(({ name }) => name === asked)) return { kind: 'component', id: asked };
  return resolveId(record, asked, kinds);
}
