import { formatExact } from '../../values/duration.ts';
import type { Stale } from './stale.ts';

/** A reason in half a sentence, for engineers. `moment` says when something was. */
export function staleWords(stale: Stale, moment: (at: string) => string): string {
  switch (stale.kind) {
    case 'newer-input':
      return `input ${stale.field} has a fresher version: ${stale.newer.componentRun} of ${moment(stale.newer.at)}`;
    case 'newer-self':
      return `there is a fresher version: ${stale.newer.componentRun} of ${moment(stale.newer.at)}`;
    case 'code-changed': {
      const { files } = stale;
      const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
      return `its code is another one here now: ${files.slice(0, 3).join(', ')}${more}`;
    }
    case 'too-old':
      return `it is of ${moment(stale.made)}, and counts as fresh for ${formatExact(stale.freshFor)}`;
    case 'last-failed':
      return `its last run failed: ${stale.failed.componentRun} of ${moment(stale.failed.at)}`;
  }
}
