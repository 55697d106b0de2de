import type { Command } from '../command.ts';
import { debuggerUsage, whichOutputId } from '../errors.ts';
import type { Cursor } from './cursor.ts';

/** A command that may be typed in the debugger. */
export interface DebuggerCommand {
  readonly name: string;
  /** The words after the name, here. */
  readonly usage: string;
  readonly summary: string;
  /** Other names, as other debuggers have them. */
  readonly aliases?: readonly string[];
  /** It does something each time: an empty line doesn't repeat it. */
  readonly once?: boolean;
  /** The kind of words that may come after it, for completion. */
  readonly takes?: 'frame' | 'name' | 'topic' | 'file' | 'id' | 'component' | 'command';
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
  if (words.length === 0) throw debuggerUsage('diff needs the id that this is to be held against.', 'diff');
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

/** In the order of help. */
export const commands: readonly DebuggerCommand[] = [
  {
    name: 'bt',
    usage: '[full | <n> | <id>]',
    summary: 'all frames; of another id, its trace in place of this one',
    aliases: ['where'],
    takes: 'id',
  },
  { name: 'frame', usage: '[n]', summary: 'this frame in full, or that one', aliases: ['f'], takes: 'frame' },
  { name: 'up', usage: '[n]', summary: 'one frame on towards where it came from' },
  { name: 'down', usage: '[n]', summary: 'one frame back towards what was asked about' },
  {
    name: 'info',
    usage: '[inputs | outputs | params | code | env | checks]',
    summary: 'what is known of this frame',
    aliases: ['i'],
    takes: 'topic',
    command: { load: async () => (await import('../commands/info.ts')).infoCommand, fill: after },
  },
  {
    name: 'print',
    usage: '[name]',
    summary: 'what a value of it looks like: what it gave, or an input, output, parameter or metric by its name',
    aliases: ['p'],
    takes: 'name',
    command: { load: async () => (await import('../commands/print.ts')).printCommand, fill: before },
  },
  {
    name: 'list',
    usage: '[file][:line]',
    summary: 'its source as it ran; once more shows the lines after',
    aliases: ['l'],
    takes: 'file',
    command: { load: async () => (await import('../commands/list.ts')).listCommand, fill: before },
  },
  {
    name: 'open',
    usage: '[name | code]',
    summary: 'the file itself, in your editor or by your desktop; else its path',
    once: true,
    takes: 'name',
    command: { load: async () => (await import('../commands/open.ts')).openCommand, fill: before },
  },
  {
    name: 'explain',
    usage: '[id]',
    summary: 'the same in plain sentences',
    takes: 'id',
    command: { load: async () => (await import('../commands/explain.ts')).explainCommand, fill: unlessNamed },
  },
  {
    name: 'why',
    usage: '[node | id]',
    summary: 'why it ran, held against the time before',
    takes: 'id',
    command: {
      load: async () => (await import('../commands/why.ts')).whyCommand,
      fill: (words, here) => (words.length > 0 ? words : [here.frame.componentRun]),
    },
  },
  {
    name: 'diff',
    usage: '<other id>',
    summary: 'what is different from another one',
    takes: 'id',
    command: { load: async () => (await import('../commands/diff.ts')).diffCommand, fill: against },
  },
  {
    name: 'impact',
    usage: '[id]',
    summary: 'what else came from it',
    takes: 'id',
    command: { load: async () => (await import('../commands/impact.ts')).impactCommand, fill: unlessNamed },
  },
  {
    name: 'history',
    usage: '[component]',
    summary: 'the runs of its component',
    takes: 'component',
    command: {
      load: async () => (await import('../commands/history.ts')).historyCommand,
      fill: (words, here) => (words.length > 0 ? words : [here.frame.component]),
    },
  },
  {
    name: 'show',
    usage: '[id]',
    summary: 'all that is on record of it',
    takes: 'id',
    command: { load: async () => (await import('../commands/show.ts')).showCommand, fill: unlessNamed },
  },
  {
    name: 'flag',
    usage: '[output id] [--because <words>]',
    summary: 'say that the output is bad',
    once: true,
    takes: 'id',
    command: { load: async () => (await import('../commands/flag.ts')).flagCommand, fill: outputId('flag') },
  },
  {
    name: 'unflag',
    usage: '[output id] [--because <words>]',
    summary: 'take that back',
    once: true,
    takes: 'id',
    command: { load: async () => (await import('../commands/flag.ts')).unflagCommand, fill: outputId('unflag') },
  },
  {
    name: 'note',
    usage: '[words]',
    summary: 'write something beside it, or show what there is',
    once: true,
    command: { load: async () => (await import('../commands/note.ts')).noteCommand, fill: before },
  },
  {
    name: 'tag',
    usage: '[tags]',
    summary: 'give it tags',
    once: true,
    command: { load: async () => (await import('../commands/note.ts')).tagCommand, fill: before },
  },
  { name: 'help', usage: '[command]', summary: 'this, or more about one', aliases: ['h', '?'], takes: 'command' },
  { name: 'quit', usage: '', summary: 'leave; Ctrl-D does as well', aliases: ['q', 'exit'] },
];

/** Every word that names one. */
export const commandNames: readonly string[] = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
