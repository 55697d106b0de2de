import type { Class, InputNote } from '../../authoring/notes.ts';
import { handlersOf } from '../../plan/handling.ts';
import { Tasks } from '../../plan/tasks.ts';
import { settingsFor } from '../settings.ts';
import { findTarget } from '../target.ts';
import { bold, dim } from '../terminal.ts';
import { defineCommand, jsonFlag, profileFlag } from '../command.ts';

export const graphCommand = defineCommand({
  name: 'graph',
  description: 'Draws the tasks behind a target and what each one asks for. Nothing is run.',
  args: [
    { name: 'module', kind: 'target', required: true },
    { name: 'Target', kind: 'target' },
  ],
  flags: [{ name: 'mermaid', type: 'boolean', doc: 'as a Mermaid flowchart' }, profileFlag, jsonFlag],
  examples: ['clew graph workflow.ts Nightly', 'clew graph workflow.ts --mermaid > graph.mmd'],
  async run({ args, flags }, terminal) {
    const settings = await settingsFor(flags);
    const target = await findTarget(args.Target === undefined ? [args.module] : [args.module, args.Target], settings);
    const tasks = new Tasks(target.task);
    const nameOf = (task: Class): string => tasks.modelOf(task).note.name;
    const lines = [...tasks].flatMap(({ model: { note } }): Line[] => [
      ...note.inputs.map((input) => ({ from: nameOf(input.task), to: note.name, input, label: input.field })),
      ...handlersOf(note).map(({ task, field }) => ({
        from: nameOf(task),
        to: note.name,
        input: undefined,
        label: field === 'finally' ? 'finally' : 'on failure',
      })),
    ]);
    if (flags.json) await terminal.json(document(tasks, lines));
    else terminal.out(flags.mermaid ? mermaid(tasks, lines) : tree(target.note.name, lines));
    return 0;
  },
});

interface Line {
  readonly from: string;
  readonly to: string;
  /** Undefined for a handler. */
  readonly input: InputNote | undefined;
  readonly label: string;
}

const document = (tasks: Tasks, lines: readonly Line[]): unknown => ({
  tasks: tasks.names,
  inputs: lines.flatMap(({ from, to, input }) => {
    if (!input) return [];
    const { field, mode, artifact } = input;
    return { task: to, field, from, mode, artifact };
  }),
  handlers: lines
    .filter(({ input }) => !input)
    .map(({ from, to, label }) => ({ workflow: to, task: from, when: label === 'finally' ? label : 'onFailure' })),
});

const howMany = (input: InputNote | undefined): string =>
  input ? { one: '', each: ' for each', if: ' if wanted' }[input.mode] : '';

/** The target first; a task that was drawn already is only named again. */
function tree(target: string, lines: readonly Line[]): string {
  const drawn = new Set<string>();
  const out: string[] = [bold(target)];
  const draw = (name: string, indent: string): void => {
    drawn.add(name);
    const inputs = lines.filter(({ to }) => to === name);
    inputs.forEach(({ from, input, label }, i) => {
      const last = i === inputs.length - 1;
      const again = drawn.has(from) && lines.some(({ to }) => to === from) ? dim(' (see above)') : '';
      out.push(
        `${indent}${last ? '└─' : '├─'} ${input ? label : dim(label)}: ${bold(from)}${dim(howMany(input))}${again}`,
      );
      if (!drawn.has(from)) draw(from, `${indent}${last ? '   ' : '│  '}`);
    });
  };
  draw(target, '');
  return out.join('\n');
}

function mermaid(tasks: Tasks, lines: readonly Line[]): string {
  const ids = new Map(tasks.names.map((name, i) => [name, `t${i}`]));
  const nodes = [...ids].map(([name, id]) => `  ${id}["${name}"]`);
  const arrows = lines.map(({ from, to, input, label }) =>
    input
      ? `  ${ids.get(from)} -->|"${label}${howMany(input)}"| ${ids.get(to)}`
      : `  ${ids.get(to)} -.->|"${label}"| ${ids.get(from)}`,
  );
  return ['flowchart LR', ...nodes, ...arrows].join('\n');
}
