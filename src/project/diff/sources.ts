import type { Record as LineageRecord } from '../../lineage/record.ts';
import type { CodeChange } from '../../scheduler/why/because.ts';
import type { CodeSide } from '../../scheduler/why/compare.ts';
import { diffLines, unified } from '../../values/line-diff.ts';
import type { SourceDiff } from './frame-diff.ts';

/**
 * How the files of two versions of some code differ, to the letter. Only those whose difference counts; of a task that
 * has moved, its old file against its new one.
 */
export async function sourceDiffs(
  record: Pick<LineageRecord, 'codes'>,
  { files, moved }: CodeChange,
  before: CodeSide,
  after: CodeSide,
): Promise<SourceDiff[]> {
  const paths = files.filter(({ change }) => change === 'changed').map(({ path }) => [path, path] as const);
  if (moved) paths.unshift([moved.from, moved.to]);
  const digestIn = (side: CodeSide, path: string): string =>
    side.files.find((file) => file.path === path)?.digest ?? '';
  const asked = paths.map(([from, to]) => ({ from: digestIn(before, from), to: digestIn(after, to), path: to }));
  const texts = await record.codes(asked.flatMap(({ from, to }) => [from, to]));
  return asked.flatMap(({ from, to, path }) => {
    const [old, fresh] = [texts.get(from), texts.get(to)];
    const diff = old === undefined || fresh === undefined ? '' : unified(diffLines(old, fresh));
    return diff === '' ? [] : [{ path, diff }];
  });
}
