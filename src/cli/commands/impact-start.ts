import { userError } from '../../errors.ts';
import type { CodeUse, ImpactStart } from '../../lineage/impact.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { shortDigest } from '../../values/digest.ts';
import { resolveId } from '../resolve-id.ts';
import { moment } from '../render/values.ts';
import { shellCommand } from '../../values/shell-command.ts';

const maxCodes = 5;

const use = (component: string, { code, runs, lastAt }: CodeUse): string =>
  `${component}@${shortDigest(code)} (${runs} component run${runs === 1 ? '' : 's'}, last ${moment(lastAt)})`;

const list = (component: string, codes: readonly CodeUse[]): string =>
  codes
    .slice(0, maxCodes)
    .map((one) => use(component, one))
    .join(', ') + (codes.length > maxCodes ? `, and ${codes.length - maxCodes} more` : '');

/** A component's name says nothing about which of its runs. */
export const whichCode = userError('WHICH_CODE', (component: string, codes: readonly CodeUse[]) => {
  const versions = `${codes.length} version${codes.length === 1 ? '' : 's'}`;
  return {
    message: `${component} is a component, and has run by ${versions} of its code.`,
    next:
      codes.length > 0
        ? `Name one: ${list(component, codes)}.`
        : `${shellCommand('clew history', component)} lists its runs.`,
  };
});

export const unknownCode = userError('UNKNOWN_CODE', (component: string, asked: string, codes: readonly CodeUse[]) => ({
  message: `${component} has not run by code that begins with "${asked}".`,
  next: `There is: ${list(component, codes)}.`,
}));

export const ambiguousCode = userError(
  'AMBIGUOUS_CODE',
  (component: string, asked: string, codes: readonly CodeUse[]) => ({
    message: `Several versions of the code of ${component} begin with "${asked}".`,
    next: `Write some more of it: ${list(component, codes)}.`,
  }),
);

/** Finds what is meant by an id or its beginning, or by `component@code`. */
export async function impactStart(record: LineageRecord, asked: string): Promise<ImpactStart> {
  const at = asked.lastIndexOf('@');
  const named = at > 0 ? asked.slice(0, at) : asked;
  const ran = await record.everRan([named, asked]);
  if (ran.has(asked)) {
    // People's own ids may be called like anything.
    const own = await record.resolve(asked);
    if (own.found && own.id === asked) return { kind: own.kind, id: asked };
    throw whichCode(asked, await record.codesOfComponent(asked));
  }
  if (at <= 0 || !ran.has(named)) {
    const { kind, id } = await resolveId(record, asked, ['output id', 'artifact', 'component run', 'run']);
    return { kind, id };
  }
  const [component, digits] = [named, asked.slice(at + 1)];
  const codes = await record.codesOfComponent(component);
  const fitting = codes.filter(({ code }) => code.startsWith(digits) || code.startsWith(`sha256:${digits}`));
  if (fitting.length > 1) throw ambiguousCode(component, digits, fitting);
  if (!fitting[0]) throw unknownCode(component, digits, codes);
  return { kind: 'code', component, code: fitting[0].code };
}
