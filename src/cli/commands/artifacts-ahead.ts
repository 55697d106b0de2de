import { resolve } from 'node:path';
import { modelOf } from '../../plan/model.ts';
import { extensionOf } from '../../project/artifact-name.ts';
import { Project } from '../../project/project.ts';
import { prepare } from '../../project/prepare.ts';
import { rehearse } from '../../project/execute-run.ts';
import type { JobSource } from '../../runtime/job.ts';
import type { PlannedNode } from '../../scheduler/dry-run.ts';
import { nameOf } from '../../scheduler/entry.ts';
import { fileNameOf, readKey } from '../../storage/artifact-key.ts';
import { badFlag, type Flag, Options, split } from '../flags.ts';
import { checkRequired, paramFlags, readParams } from '../params.ts';
import { ago } from '../render/values.ts';
import { settingsHere } from '../settings.ts';
import { findTarget } from '../target.ts';
import { type Terminal, dim } from '../terminal.ts';
import { helpFlag, jsonFlag, profileFlag } from '../command.ts';
import { type Named, pathText } from './artifacts-path.ts';

const flags: readonly Flag[] = [profileFlag, jsonFlag, helpFlag];

/** `path <module> [Task] [--param value …]`: what a task's output is called, made or not. Nothing is run or written. */
export async function pathAhead(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const first = split(argv, (name) => flags.find((flag) => flag.name === name)?.type.startsWith('text'));
  const words = first.words.slice(1, 3);
  const profile = first.options.get('profile')?.[0];
  const settings = await settingsHere(typeof profile === 'string' ? profile : undefined);
  const target = await findTarget(words, settings);
  const command = [invoked, 'path', ...words].join(' ');
  const model = modelOf(target.note);
  const options = new Options(argv, [...paramFlags(model, flags), ...flags], command);
  const extra = options.words[3];
  if (extra !== undefined) throw badFlag(`"${extra}" is one word too many after ${target.note.name}.`, command);
  const params = readParams(model, options, command);
  checkRequired(model, params, command);
  await using project = await Project.look(settings);
  const prepared = await prepare(project, target.task, params, { whole: true, module: resolve(target.file) });
  const nodes = await rehearse(project, prepared);
  const planned = nodes.find(({ node }) => node === prepared.plan.target)!;
  return await tell(project, planned, options, terminal);
}

async function tell(
  project: Project,
  { node, known, reason }: PlannedNode,
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const asJson = options.has('json');
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
