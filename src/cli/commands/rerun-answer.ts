import { type ComparedRuns, compareRuns } from '../../inspect/compare-runs.ts';
import { shownPath } from '../../modules/stack.ts';
import type { RunReport } from '../../scheduler/report.ts';
import { comparedText } from '../render/compared.ts';
import { dim, yellow } from '../terminal.ts';
import type { Only } from './rerun-only.ts';
import type { HowToRun } from './run-perform.ts';

interface Asked {
  /** Where the code of then was loaded from. */
  readonly root: string | undefined;
  readonly only: Only | undefined;
}

/** Gives what a repeated run says at its end: how its results compare with those of then. */
export function answerOf(run: string, { root, only }: Asked): NonNullable<HowToRun['afterwards']> {
  return async (project, report) => {
    const compared = await compareRuns(project, run, report);
    const hints = [...notThere(report, compared, only), ...dataHints(report, root)];
    const document = { repeats: { code: root === undefined ? 'today' : 'then', ...compared } };
    return { text: [comparedText(compared), ...hints].join('\n'), document };
  };
}

/**
 * Says which names in `--only` no node had. What a report leaves out of very long lists has succeeded, and so it is
 * among what was compared.
 */
function notThere({ nodes }: RunReport, compared: ComparedRuns, only: Only | undefined): string[] {
  if (!only) return [];
  const results = [...compared.nodes.map(({ node }) => node), ...compared.onlyNow];
  const there = new Set(nodes.flatMap(({ node }) => [node.task, node.label]));
  for (const label of results) there.add(label).add(label.replace(/[(#].*$/s, ''));
  const missing = [...only.names].filter((name) => !there.has(name));
  return missing.map((name) => yellow(`--only ${name}: there was no such node this time`));
}

const notFound = new Set(['ENOENT', 'ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** Gives hints for a large data file beside a task's module that is missing. */
function dataHints({ nodes }: RunReport, root: string | undefined): string[] {
  if (root === undefined) return [];
  const isBeside = nodes.some(({ error }) => error && notFound.has(error.code ?? '') && error.message.includes(root));
  const way = 'read data by a path that counts from where you stand, or use --code today';
  return isBeside ? [dim(`What is imported is in ${shownPath(root)}, and small files that were read: ${way}.`)] : [];
}
