import { mkdirSync, renameSync } from 'node:fs';
import { type Files, type Project, makeProject } from '../support/project.ts';
import type { Content, Expected, IdentityCase, Unknowable } from './case.ts';
import { PlacedCase, bystander, workflowModule, writeContent } from './layout.ts';

/** Cases that share a project, a program and a record. */
export interface Group {
  readonly name: string;
  readonly cases: readonly IdentityCase[];
  /**
   * Whether all edits are made at once, or each is followed by a run of its own. Edits of modules that do something
   * when they are imported count for the whole program: they would hide each other.
   */
  readonly edits?: 'together' | 'one by one';
  /** More files of the project: settings, a package.json. */
  readonly files?: Readonly<Record<string, Content>>;
  /** More arguments of every run. */
  readonly args?: readonly string[];
  /** The differences after the edits. */
  readonly after?: {
    readonly args?: readonly string[];
    /** The folder in which the program is started, relative to the project's. */
    readonly cwd?: string;
    /** Moves the project's folder. */
    readonly moved?: boolean;
  };
  /** Makes its project and the environment that it needs. Default: a new one. */
  readonly open?: () => Promise<{ readonly project: Project; readonly env: Readonly<Record<string, string>> }>;
}

/** The outcome of a group. */
export interface Played {
  readonly verdicts: readonly Verdict[];
  /** The verdict on the task that no edit is about; undefined where a run of its own follows each edit. */
  readonly bystander: Seen | undefined;
}

/** The outcome of one task at one edit. */
export interface Verdict {
  readonly placed: PlacedCase;
  /** The task, or the node. */
  readonly subject: string;
  readonly expected: Expected;
  readonly cantBeKnown: Unknowable | undefined;
  /** The outputs of the first run, of the one after the edit, of the edited code in an empty record, and of a third run. */
  readonly first: Seen;
  readonly second: Seen;
  readonly fresh: Seen;
  readonly third: Seen;
  /** With the edit taken back; undefined where that can't be. */
  readonly reverted: Seen | undefined;
}

export interface Seen {
  readonly status: string;
  readonly reason: string;
  /** As JSON; undefined where the workflow doesn't ask for it. */
  readonly value: string | undefined;
}

/** Runs a group: before the edits, after them, and the edited code in an empty record. */
export async function play(group: Group): Promise<Played> {
  const { project, env = {} } = (await group.open?.()) ?? { project: makeProject({} as Files) };
  const player = new Player(group, project, env);
  return player.play();
}

type Sight = (subject: string) => Seen;

class Player {
  readonly #group: Group;
  readonly #project: Project;
  readonly #env: Readonly<Record<string, string>>;
  readonly #cases: readonly PlacedCase[];
  readonly #edited = new Set<PlacedCase>();
  #folder: string;

  constructor(group: Group, project: Project, env: Readonly<Record<string, string>>) {
    this.#group = group;
    this.#project = project;
    this.#env = env;
    this.#folder = project.folder;
    this.#cases = group.cases.map((one, index) => new PlacedCase(one, index, project.folder));
    for (const name of ['temp', 'outside']) mkdirSync(`${project.folder}-${name}`);
  }

  async play(): Promise<Played> {
    const { after, edits = 'together', files = {} } = this.#group;
    for (const [name, content] of Object.entries(files)) writeContent(this.#project.path(name), content);
    for (const placed of this.#cases) placed.write(placed.case.files);
    writeContent(this.#project.path('bystander.ts'), bystander.module);
    this.#writeWorkflow();
    const first = await this.#run();
    const before = this.#cases.flatMap((placed) => placed.before(placed.case.edit));
    const seconds = new Map<PlacedCase, Sight>();
    for (const placed of this.#cases) {
      placed.write(placed.case.edit);
      this.#edited.add(placed);
      if (edits === 'together') continue;
      this.#writeWorkflow();
      seconds.set(placed, await this.#run());
    }
    this.#writeWorkflow();
    if (after?.moved) this.#move();
    const second = edits === 'together' ? await this.#run() : undefined;
    const fresh = await this.#run({ CLEW_HOME: `${this.#project.folder}-fresh` });
    const third = await this.#run();
    this.#edited.clear();
    for (const [path, content] of after?.moved ? [] : before) writeContent(path, content);
    if (!after?.moved) this.#writeWorkflow();
    const reverted = after?.moved ? undefined : await this.#run();
    const verdicts = this.#cases.flatMap((placed) => {
      const { others = {}, expect, cantBeKnown, othersCantBeKnown } = placed.case;
      const subjects = [[placed.task, expect, cantBeKnown] as const].concat(
        Object.entries(others).map(([name, expected]) => [placed.task + name, expected, othersCantBeKnown] as const),
      );
      return subjects.map(([subject, expected, reason]) => ({
        placed,
        subject,
        expected,
        cantBeKnown: reason,
        first: first(subject),
        second: (second ?? seconds.get(placed)!)(subject),
        fresh: fresh(subject),
        third: third(subject),
        reverted: reverted?.(subject),
      }));
    });
    return { verdicts, bystander: second?.(bystander.name) };
  }

  #writeWorkflow(): void {
    writeContent(`${this.#folder}/workflow.ts`, workflowModule(this.#cases, this.#edited));
  }

  #move(): void {
    renameSync(this.#folder, `${this.#folder}-moved`);
    this.#folder += '-moved';
  }

  /** One run of the workflow, and how to ask what became of a task. */
  async #run(env: Readonly<Record<string, string>> = {}): Promise<Sight> {
    const { args = [], after = {} } = this.#group;
    const isAfter = this.#edited.size === this.#cases.length;
    const cwd = isAfter && after.cwd !== undefined ? `${this.#folder}/${after.cwd}` : this.#folder;
    const words = ['run-workflow', `${this.#folder}/workflow.ts`, 'All', ...args, ...((isAfter && after.args) || [])];
    const { output, nodes } = await this.#project.json(words, {
      cwd,
      env: { TMPDIR: `${this.#project.folder}-temp`, ...this.#env, ...this.#variables(), ...env },
    });
    const failed = nodes.filter(({ status }: { status: string }) => status === 'failed');
    if (failed.length > 0)
      throw new Error(failed.map(({ node, error }: any) => `${node}: ${error?.message}`).join('\n'));
    return (subject) => {
      const found = nodes.filter(({ node, task }: any) => node === subject || task === subject);
      if (found.length === 0) throw new Error(`There is no node ${subject}: ${nodes.map(({ node }: any) => node)}`);
      const value = output[subject] === undefined ? undefined : JSON.stringify(output[subject]);
      return { status: found[0].status, reason: found[0].reason, value };
    };
  }

  #variables(): Record<string, string> {
    return Object.fromEntries(
      this.#cases.flatMap((placed) => {
        const { before = {}, after = {} } = placed.case.env ?? {};
        const variables = Object.entries(this.#edited.has(placed) ? after : before);
        return variables.map(([name, value]) => [placed.fill(name), placed.fill(value)]);
      }),
    );
  }
}
