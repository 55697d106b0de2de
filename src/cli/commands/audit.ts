import { notAuditable, nothingToAudit } from './errors.ts';
import { resolve } from 'node:path';
import type { ResumableRun } from '../../lineage/query-results.ts';
import type { LineageRecord } from '../../lineage/record.ts';
import { modelOf } from '../../plan/model.ts';
import { Project } from '../../project/project.ts';
import { prepare } from '../../project/prepare.ts';
import { resolveId } from '../../inspect/resolve-id.ts';
import { withRecord } from '../record.ts';
import { ago, paramsLine } from '../render/values.ts';
import { type AskedProfile, settingsHere } from '../settings.ts';
import { findTarget } from '../target.ts';
import { dim, fit } from '../terminal.ts';
import { defineCommand, jsonFlag, profileFlag } from '../command.ts';
import { auditRun } from './audit-perform.ts';
import { readAuditRequest } from './audit-request.ts';
import { keptArguments } from './recorded-arguments.ts';
import { shellCommand } from '../../values/shell-command.ts';

const defaultSample = '5%';

export const auditCommand = defineCommand({
  name: 'audit',
  description:
    'Executes a sample of what a run would find again, each in a process of its own, and says what is not as it is on record. Nothing is changed.',
  args: [{ name: 'run', kind: 'run' }],
  flags: [
    {
      name: 'sample',
      type: 'text',
      value: '<share | count>',
      doc: `how many of the results are executed: '10%', 0.1, or a number such as 20; default ${defaultSample}`,
    },
    { name: 'seed', type: 'text', value: '<seed>', doc: 'draw the same results as the audit that printed it' },
    { name: 'concurrency', type: 'count', doc: 'how many may be executed at a time' },
    profileFlag,
    jsonFlag,
    { name: 'quiet', short: 'q', type: 'boolean', doc: 'print the answer only' },
    { name: 'verbose', type: 'boolean', doc: 'print every node' },
  ],
  examples: [
    'clew audit                                        5% of the latest run',
    'clew audit run-0t31snfbc9k5 --sample 100%         all of it',
    'clew audit run-0t31snf --sample 20 --seed 4711    the same 20 as before',
    'run-workflow workflow.ts Nightly --audit 5%       at the end of a run',
  ],
  async run({ args, flags, invoked }, terminal) {
    const request = readAuditRequest(flags, { sample: 'sample', seed: 'seed' }, invoked, defaultSample)!;
    const { id, module, profile, arguments: kept, ...past } = await find(flags, args.run);
    const settings = await settingsHere(profile);
    const { task, note } = await findTarget([resolve(settings.root, module), past.target], settings);
    const params = keptArguments(modelOf(note), kept, { run: id, command: shellCommand('npx clew audit', id) });
    const loudness = flags.quiet ? 'quiet' : flags.verbose ? 'verbose' : 'normal';
    if (loudness !== 'quiet') {
      const what = fit(`${past.target}(${paramsLine(past.params)})`, 100);
      terminal.note(dim(`auditing ${id}: ${what} ${past.status}, begun ${ago(past.startedAt)}`));
    }
    await using project = await Project.look(settings);
    const prepared = await prepare(project, task, params, { whole: true });
    const how = { concurrency: flags.concurrency, loudness } as const;
    const { text, document, exitCode } = await auditRun(project, prepared, request, how, terminal);
    if (flags.json) await terminal.json({ run: id, ...document });
    else terminal.out(text);
    return exitCode;
  },
});

type Found = ResumableRun & { readonly module: string; readonly arguments: string };

async function find(flags: AskedProfile, asked: string | undefined): Promise<Found> {
  const look = async (record: LineageRecord): Promise<ResumableRun> => {
    const id = asked === undefined ? await latest(record) : (await resolveId(record, asked, ['run'])).id;
    if (id === undefined) throw nothingToAudit();
    return (await record.resumable(id))!;
  };
  const none = (): never => {
    throw nothingToAudit();
  };
  const found = await withRecord(flags, look, none);
  if (found.module === null || found.arguments === null) throw notAuditable(found);
  return found as Found;
}

/** Finds the latest run that was started from a command line. */
async function latest(record: LineageRecord): Promise<string | undefined> {
  const runs = await record.runs({ limit: 50 });
  return runs.find(({ command }) => command !== null)?.id;
}
