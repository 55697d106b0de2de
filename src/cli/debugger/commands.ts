import { type Arg, type Command, type WordKind, defineCommand, jsonFlag, limitFlag, pageFlag } from '../command.ts';
import type { Flag } from '../flags.ts';
import { topicNames } from '../info.ts';
import { debuggerUsage, whichOutputId } from '../errors.ts';
import type { Cursor } from './cursor.ts';

/** A command that may be typed in the debugger. */
export interface DebuggerCommand {
  readonly name: string;
  readonly summary: string;
  /** The words that it takes here. */
  readonly args: readonly Arg<WordKind | 'frame' | 'name' | 'file' | 'command'>[];
  /** The options of a command that is the debugger's own. */
  readonly flags?: readonly Flag[];
  /** Other names, as other debuggers have them. */
  readonly aliases?: readonly string[];
  /** It does something each time: an empty line doesn't repeat it. */
  readonly once?: boolean;
  /** The command of `clew` that it is, and its words with those that stand for the frame filled in. */
  readonly command?: {
    readonly load: () => Promise<Command>;
    readonly fill: (words: readonly string[], here: Cursor) => readonly string[] | Promise<readonly string[]>;
  };
}

type Fill = NonNullable<DebuggerCommand['command']>['fill'];

const isId = (word: string): boolean => /^(out|cr|art|run)-[\da-z]/.test(word);

/** Gives what one stands at, unless another one is named. */
const unlessNamed: Fill = (words, here) => (words.length > 0 ? words : [here.subject]);

/** Gives what one stands at, and then what was typed; unless that begins with another id. */
const before: Fill = (words, here) => (isId(words[0] ?? '') ? words : [here.subject, ...words]);

const after: Fill = (words, here) => (isId(words.at(-1) ?? '') ? words : [...words, here.subject]);

/** One other id is held against what one stands at. */
const against: Fill = (words, here) => {
  if (words.length === 0) throw debuggerUsage('diff needs the id to compare this with.', 'diff');
  return words.length === 1 ? [here.subject, ...words] : words;
};

const outputId =
  (command: string): Fill =>
  async (words, here) => {
    if (words.length > 0) return words;
    if (here.outputId !== undefined) return [here.outputId];
    const { componentRun } = here.frame;
    const { outputIds } = await here.record((record) => record.componentRun(componentRun));
    if (outputIds.length !== 1) throw whichOutputId(componentRun, outputIds.map(({ id }) => id), command); // prettier-ignore
    return [outputIds[0]!.id];
  };

/** The trace that one stands in. */
export const traceCommand = defineCommand({
  name: 'bt',
  description: 'All frames; of another id, its trace in place of this one.',
  args: [{ name: 'word', accepts: ['full', 'n', 'id'], kind: 'id' }],
  flags: [limitFlag, pageFlag, jsonFlag],
  examples: [],
});

/** In the order of help. */
export const commands: readonly DebuggerCommand[] = [
  { ...traceCommand, summary: 'all frames; of another id, its trace in place of this one', aliases: ['where'] },
  { name: 'frame', args: [{ name: 'n', kind: 'frame' }], summary: 'this frame in full, or that one', aliases: ['f'] },
  { name: 'up', args: [{ name: 'n' }], summary: 'one frame on towards where it came from' },
  { name: 'down', args: [{ name: 'n' }], summary: 'one frame back towards what was asked about' },
  {
    name: 'info',
    args: [{ name: 'topic', accepts: topicNames, kind: topicNames }],
    summary: 'what is known of this frame',
    aliases: ['i'],
    command: { load: async () => (await import('../commands/info.ts')).infoCommand, fill: after },
  },
  {
    name: 'print',
    args: [{ name: 'name', kind: 'name' }],
    summary: 'what a value of it looks like: what it gave, or an input, output, parameter or metric by its name',
    aliases: ['p'],
    command: { load: async () => (await import('../commands/print.ts')).printCommand, fill: before },
  },
  {
    name: 'list',
    args: [{ name: 'place', accepts: ['file:line'], kind: 'file' }],
    summary: 'its source as it ran; once more shows the lines after',
    aliases: ['l'],
    command: { load: async () => (await import('../commands/list.ts')).listCommand, fill: before },
  },
  {
    name: 'open',
    args: [{ name: 'name', accepts: ['name', 'code'], kind: 'name' }],
    summary: 'the file itself, in your editor or by your desktop; else its path',
    once: true,
    command: { load: async () => (await import('../commands/open.ts')).openCommand, fill: before },
  },
  {
    name: 'explain',
    args: [{ name: 'id', kind: 'id' }],
    summary: 'the same in plain sentences',
    command: { load: async () => (await import('../commands/explain.ts')).explainCommand, fill: unlessNamed },
  },
  {
    name: 'why',
    args: [{ name: 'what', accepts: ['node', 'id'], kind: 'id' }],
    summary: 'why it ran, compared with the time before',
    command: {
      load: async () => (await import('../commands/why.ts')).whyCommand,
      fill: (words, here) => (words.length > 0 ? words : [here.frame.componentRun]),
    },
  },
  {
    name: 'diff',
    args: [{ name: 'id', accepts: ['other id'], kind: 'id', required: true }],
    summary: 'what is different from another one',
    command: { load: async () => (await import('../commands/diff.ts')).diffCommand, fill: against },
  },
  {
    name: 'impact',
    args: [{ name: 'id', kind: 'id' }],
    summary: 'what else came from it',
    command: { load: async () => (await import('../commands/impact.ts')).impactCommand, fill: unlessNamed },
  },
  {
    name: 'history',
    args: [{ name: 'component', kind: 'component' }],
    summary: 'the runs of its component',
    command: {
      load: async () => (await import('../commands/history.ts')).historyCommand,
      fill: (words, here) => (words.length > 0 ? words : [here.frame.component]),
    },
  },
  {
    name: 'show',
    args: [{ name: 'id', kind: 'id' }],
    summary: 'all that is on record of it',
    command: { load: async () => (await import('../commands/show.ts')).showCommand, fill: unlessNamed },
  },
  {
    name: 'flag',
    args: [{ name: 'id', accepts: ['output id'], kind: 'id' }],
    summary: 'say that the output is bad',
    once: true,
    command: { load: async () => (await import('../commands/flag.ts')).flagCommand, fill: outputId('flag') },
  },
  {
    name: 'unflag',
    args: [{ name: 'id', accepts: ['output id'], kind: 'id' }],
    summary: 'take that back',
    once: true,
    command: { load: async () => (await import('../commands/flag.ts')).unflagCommand, fill: outputId('unflag') },
  },
  {
    name: 'note',
    args: [{ name: 'words', many: true }],
    summary: 'write something beside it, or show what there is',
    once: true,
    command: { load: async () => (await import('../commands/note.ts')).noteCommand, fill: before },
  },
  {
    name: 'tag',
    args: [{ name: 'tags', many: true }],
    summary: 'give it tags',
    once: true,
    command: { load: async () => (await import('../commands/note.ts')).tagCommand, fill: before },
  },
  {
    name: 'help',
    args: [{ name: 'command', kind: 'command' }],
    summary: 'this, or more about one',
    aliases: ['h', '?'],
  },
  { name: 'quit', args: [], summary: 'leave; Ctrl-D does as well', aliases: ['q', 'exit'] },
];

/** Every word that names one. */
export const commandNames: readonly string[] = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
