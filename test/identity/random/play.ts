import { rmSync, statSync, utimesSync } from 'node:fs';
import { type Files, type Project, makeProject } from '../../support/project.ts';
import { readsText } from './imports.ts';
import { type Case, type Edit, type Program, edited, partsOf } from './program.ts';
import { type Rendered, render } from './render.ts';

/** The outcome of a case. */
export interface Result {
  /** Empty where everything is as it should be. */
  readonly wrong: readonly Mistake[];
  /** Nodes of the run after the edit. */
  readonly nodes: number;
  /** The number of those that had to run, as their output is another one. */
  readonly changed: number;
  /** The nodes that ran although their output is the same. */
  readonly missed: readonly string[];
}

export interface Mistake {
  readonly kind: 'false hit' | 'not found again' | 'ran for nothing' | 'does not run' | 'not deterministic';
  readonly text: string;
  /** Which words of the output are old, for a summary. */
  readonly words: readonly string[];
}

interface RunResult {
  readonly outputs: Readonly<Record<string, string>>;
  /** The status of each node. */
  readonly nodes: ReadonlyMap<string, string>;
}

/** Runs a program, edits it, runs it again, and compares with the edited program in an empty record. */
export async function play({ program, edit, runsAgain }: Case): Promise<Result> {
  const next = edited(program, edit);
  const [before, after] = [render(program), render(next)];
  const project = makeProject(before.files);
  const runner = new Runner(project);
  try {
    const first = await runner.run('first', program);
    if (typeof first === 'string') return failed('does not run', first);
    const isSame =
      JSON.stringify([before.files, program.environment]) === JSON.stringify([after.files, next.environment]);
    if (!isSame) change(project, before.files, after.files, edit);
    const [second, fresh] = await Promise.all([runner.run('first', next), isSame ? first : runner.run('fresh', next)]);
    if (typeof fresh === 'string') return failed('does not run', fresh);
    if (typeof second === 'string') return failed('false hit', `after the edit it fails: ${second}`);
    const wrong = compare(second, fresh);
    const missed = missedIn(first, second, fresh);
    if (wrong.length > 0 && (await isByChance(runner, next, fresh))) {
      return failed('not deterministic', 'two runs in empty records differ');
    }
    if (missed.length > 0 && (isSame || mustFindAll(program, edit, after))) {
      wrong.push({ kind: 'ran for nothing', text: `${missed.join(', ')} ran again`, words: [edit.kind] });
    }
    if (wrong.length === 0 && runsAgain && !isSame) wrong.push(...again(await runner.run('first', next), fresh));
    const changed = [...fresh.nodes.keys()].filter((name) => first.outputs[name] !== fresh.outputs[name]).length;
    return { wrong, nodes: fresh.nodes.size, changed, missed };
  } finally {
    runner.remove();
  }
}

const failed = (kind: Mistake['kind'], text: string): Result => ({
  wrong: [{ kind, text, words: [] }],
  nodes: 0,
  changed: 0,
  missed: [],
});

class Runner {
  readonly #project: Project;
  readonly #records = new Set<string>();

  constructor(project: Project) {
    this.#project = project;
  }

  /** Gives the output of each node, or what was said where the run failed. */
  async run(record: string, { environment }: Program): Promise<RunResult | string> {
    const variables = environment.map((number, i) => [`SHOP_${i}`, number === undefined ? undefined : String(number)]);
    // Outside of the project, so that no program lists it.
    const home = `${this.#project.folder}-${record}`;
    this.#records.add(home);
    const env = { ...Object.fromEntries(variables), CLEW_HOME: home };
    const { code, stdout, stderr } = await this.#project.run('run-workflow workflow.ts W --json', { env });
    if (code !== 0) return stderr || `exit code ${code}`;
    const { output, nodes } = JSON.parse(stdout) as {
      output: Record<string, string>;
      nodes: readonly { readonly task: string; readonly params: { readonly p?: number }; readonly status: string }[];
    };
    return {
      outputs: output,
      nodes: new Map(
        nodes.map(({ task, params: { p }, status }) => [p === undefined ? task : `${task}(${p})`, status]),
      ),
    };
  }

  remove(): void {
    for (const folder of [this.#project.folder, ...this.#records]) rmSync(folder, { recursive: true, force: true });
  }
}

function change(project: Project, before: Files, after: Files, { keepsTimes }: Edit): void {
  const same = (name: string): boolean => JSON.stringify(before[name]) === JSON.stringify(after[name]);
  for (const [name, content] of Object.entries(after)) {
    if (same(name)) continue;
    const known = keepsTimes && project.has(name) ? statSync(project.path(name)) : undefined;
    project.write({ [name]: content });
    if (known) utimesSync(project.path(name), known.atime, known.mtime);
  }
  for (const name of Object.keys(before)) if (!(name in after)) rmSync(project.path(name));
}

function compare(actual: RunResult, expected: RunResult): Mistake[] {
  return Object.entries(expected.outputs).flatMap(([name, output]): Mistake[] => {
    const old = actual.outputs[name];
    if (old === output) return [];
    const text = `${name} (${actual.nodes.get(name) ?? 'missing'}) gave\n    ${old}\n  and in an empty record\n    ${output}`;
    return [{ kind: 'false hit', text, words: oldWords(String(old), output) }];
  });
}

/** Names what differs without its value, below what imported it: `import:computed:call > file:readFileSync:memo`. */
function oldWords(old: string, output: string): string[] {
  const known = new Set(wordsOf(output));
  const words = wordsOf(old).filter((word) => !known.has(word));
  return [...new Set(words.map((word) => word.replace(/:[^:]*$/, '')))].sort();
}

function wordsOf(text: string): string[] {
  const [words, above] = [[] as string[], [''] as string[]];
  let [last, depth] = ['', 0];
  for (const word of text.split(/(\[|\]|\{|\}|\s+)/)) {
    // What is between braces is an input.
    if (word === '{') depth += 1;
    else if (word === '}') depth -= 1;
    else if (depth > 0 || word.trim() === '') continue;
    else if (word === '[') above.push(last.replace(/:[^:]*$/, ''));
    else if (word === ']') above.pop();
    else {
      last = word;
      words.push(above.length > 1 ? `${above.at(-1)} > ${word}` : word);
    }
  }
  return words;
}

/** Nodes that ran although they give the same, and what they are given is the same. */
function missedIn(first: RunResult, second: RunResult, fresh: RunResult): string[] {
  return [...second.nodes]
    .filter(([name, status]) => status === 'ran' && name !== 'W' && first.outputs[name] === fresh.outputs[name])
    .map(([name]) => name)
    .concat(
      second.nodes.get('W') === 'ran' && JSON.stringify(first.outputs) === JSON.stringify(fresh.outputs) ? ['W'] : [],
    );
}

async function isByChance(runner: Runner, program: Program, fresh: RunResult): Promise<boolean> {
  const third = await runner.run('third', program);
  return typeof third === 'string' || JSON.stringify(third.outputs) !== JSON.stringify(fresh.outputs);
}

/** Edits that no task can notice. */
function mustFindAll(program: Program, { kind, index }: Edit, { reached }: Rendered): boolean {
  if (kind === 'comment' || kind === 'format') return !partsOf(program).some(readsText);
  if (kind === 'stranger') return true;
  return kind === 'module' && !reached.has(index % program.modules.length);
}

function again(third: RunResult | string, fresh: RunResult): Mistake[] {
  if (typeof third === 'string') return [{ kind: 'not found again', text: third, words: [] }];
  const ran = [...third.nodes].filter(([, status]) => status !== 'cached').map(([name]) => name);
  const lost: Mistake[] =
    ran.length > 0 ? [{ kind: 'not found again', text: `${ran.join(', ')} ran a third time`, words: [] }] : [];
  return [...compare(third, fresh), ...lost];
}
