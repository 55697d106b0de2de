import { isExternalLayer } from '../../../lineage/external.ts';
import { nameOfArtifact, extensionOf } from '../../../project/artifact-name.ts';
import { withRecord } from '../../record.ts';
import { table } from '../../render/table.ts';
import { settingsFor } from '../../settings.ts';
import { type Terminal, dim } from '../../terminal.ts';
import { type ArtifactFlags, meant, oneArtifact, whatArg } from './find-artifact.ts';
import { resolve } from 'node:path';
import { Project } from '../../../project/project.ts';
import { prepare } from '../../../project/prepare.ts';
import { rehearse } from '../../../project/execute-run.ts';
import type { JobSource } from '../../../runtime/job.ts';
import type { PlannedNode } from '../../../scheduler/dry-run.ts';
import { nameOf } from '../../../scheduler/entry.ts';
import { fileNameOf, readKey } from '../../../storage/artifact-key.ts';
import { badFlag } from '../../flags.ts';
import { checkRequired, readParams } from '../../params.ts';
import { ago } from '../../render/values.ts';
import { jsonFlag, profileFlag, defineCommand } from '../../command.ts';
import { targetFlags } from '../../target-flags.ts';
import { kindOf } from '../../../modules/candidates.ts';

const flags = [profileFlag, jsonFlag] as const;

/** `Task.fold-1/weights.bin` has a slash as well. */
const isModule = (word: string | undefined): word is string =>
  word !== undefined && (/\.[cm]?[jt]sx?$/.test(word) || kindOf(word) === 'file');

export const pathCommand = defineCommand({
  name: 'path',
  description: [
    'Says what an artifact is called, and where its bytes are.',
    'Of a module, what the output of a task is called, or will be: nothing is run or written.',
  ].join('\n'),
  args: [
    { name: 'what', accepts: [...whatArg.accepts, 'module'], kind: 'id', required: true },
    { name: 'Task', kind: 'target' },
  ],
  flags,
  moreFlags: targetFlags(flags, isModule),
  examples: [
    'clew artifacts path TrainDowntime.weights.bin',
    'clew artifacts path workflow.ts TrainDowntime --day 2026-11-01',
  ],
  async run({ args, flags, more, texts, invoked }, terminal) {
    if (!more) {
      if (args.Task === undefined) return pathOf(args.what, flags, terminal);
      throw badFlag(`"${args.Task}" is one word too many: "${args.what}" is no module.`, invoked);
    }
    const { settings, target, model } = more.value;
    const params = readParams(model, texts, invoked);
    checkRequired(model, params, invoked);
    await using project = await Project.look(settings);
    const prepared = await prepare(project, target.task, params, { whole: true, module: resolve(target.file) });
    const nodes = await rehearse(project, prepared);
    const planned = nodes.find(({ node }) => node === prepared.plan.target)!;
    return await tell(project, planned, flags.json, terminal);
  },
});

/** Prints what an artifact is called, and where its bytes are. */
const pathOf = (what: string, flags: ArtifactFlags, terminal: Terminal): Promise<number> =>
  withRecord(flags, async (record) => {
    const one = await oneArtifact(record, what, flags);
    if (isExternalLayer(one.layer)) {
      const { id, layer, key } = one;
      if (flags.json) await terminal.json({ artifact: id, path: null, layer, key, place: key });
      else terminal.out(key ?? dim(`nowhere: of ${id} the record keeps the digest alone`));
      return 0;
    }
    const { found, artifacts } = await meant(record, what, flags);
    const name = nameOfArtifact(found, (await settingsFor(flags)).project, artifacts.codecs);
    const place = artifacts.place(found);
    if (flags.json) {
      await terminal.json({ artifact: found.id, path: name, layer: found.layer, key: found.key, place });
    } else terminal.out(pathText([{ path: name, place }]));
    return 0;
  });

interface Named {
  readonly path: string | null;
  /** Null where nothing is there yet. */
  readonly place: string | null;
}

const pathText = (all: readonly Named[]): string =>
  table(
    all.flatMap(({ path: name, place }) => [
      [dim('path'), name ?? dim('none: it is of no node')],
      ...(place === null ? [] : [[dim('place'), place]]),
    ]),
  );

async function tell(
  project: Project,
  { node, known, reason }: PlannedNode,
  asJson: boolean,
  terminal: Terminal,
): Promise<number> {
  const none = { identity: null, state: 'unknown', componentRun: null, path: null, place: null, stored: [] };
  if (known.identity === null) {
    const why = `It needs what ${known.awaits} gives, which is not there: its content is a part of the name.`;
    if (asJson) await terminal.json({ node: node.label, ...none, awaits: known.awaits, reason });
    else terminal.out(`What ${node.label} returns has no name yet. ${why}`);
    return 1;
  }
  const { identity, found } = known;
  const prefix = nameOf(node.model, identity, project.settings.project);
  const document = { node: node.label, identity, ...(found && { componentRun: found.componentRun }) };
  if (found?.source) {
    const [output, ...stored] = namesOf(project, prefix, found.source);
    if (asJson) await terminal.json({ ...document, state: 'there', ...output, stored });
    else {
      const head = `${node.label} was made by ${found.componentRun}, ${ago(found.endedAt)}`;
      terminal.out([head, pathText([output!, ...stored])].join('\n'));
    }
    return 0;
  }
  const { codec } = node.model.note;
  const extension = codec === undefined ? undefined : project.artifacts.codecs.asked(codec, node.label).extension;
  const path = `${prefix}/${fileNameOf('output', extension)}`;
  const state = found && 'gone' in found ? 'gone' : 'not made';
  if (asJson) await terminal.json({ ...none, ...document, state, path, extension: extension ?? null });
  else {
    const head =
      found && 'gone' in found
        ? `What ${node.label} returned is not there any more: ${found.gone.place}`
        : `${node.label} has not been made yet. What it returns will be called`;
    const note = extension === undefined ? [dim('with the extension of its codec, which follows from the value')] : [];
    terminal.out([head, pathText([{ path, place: null }]), ...note].join('\n'));
  }
  return 0;
}

/** The output first. What came from an input and goes on is called as it was there. */
const namesOf = ({ artifacts }: Project, prefix: string, { output, stored }: JobSource): Named[] =>
  [output, ...stored].map((ref) => ({
    path:
      (ref.key === null ? undefined : readKey(ref.key)?.name) ??
      `${prefix}/${fileNameOf(ref.name, extensionOf(ref, artifacts.codecs))}`,
    place: artifacts.place(ref),
  }));
