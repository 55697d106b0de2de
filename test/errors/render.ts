import type { ClewError } from '../../src/errors.ts';

const head = `# Errors

What Clew refuses or can't do has a code, a sentence and mostly a next step. A command prints the sentence and the next
step: search this page for a few words of them, your own names left out. With \`--json\`, it prints the code as well.

This page is written by \`npm run docs:errors\` from the errors themselves.

## How do I handle one in code?

All of them are a \`ClewError\`, which \`clew\` exports. Codes are stable: test for \`error.code\`, never for a text or a class
below it. \`error.next\` is what stands under **Next** here, with the names of an example in it. A run that fails makes
\`run()\` throw \`RUN_FAILED\`, whose \`report\` says what became of each task. \`--json\` has the code of each task that failed.

## Which ones are tried again?

With [\`retries\`](failures.md#how-do-i-try-again), a task that failed is tried again, unless its error has the exit code 2
here, which would be the same the next time, or is a \`PermanentError\`.

## What does the exit code say?

| exit code | of a process that ended with |
|---|---|
| 1 | a task or a run that failed |
| 2 | something that its user can mend |
| 70 | a fault of Clew's: please report it |
| 74 | output that can't be written |
| 130 | a run that was cancelled |
| 141 | output that nobody reads any more |
`;

/** Writes the page of all errors: each code once, in the order of the alphabet, with what its examples say. */
export function renderErrors(examples: readonly ClewError[]): string {
  const codes = Map.groupBy(examples, ({ code }) => code);
  const sections = [...codes]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, errors]) => [`## ${code}`, ...errors.map(renderOne)].join('\n\n'));
  return `${[head.trimEnd(), ...sections].join('\n\n')}\n`;
}

function renderOne({ message, next, exitCode }: ClewError): string {
  const remedy = next === undefined ? '' : `**Next:** ${plain(next)}\n\n`;
  return `\`\`\`text\n${anywhere(message)}\n\`\`\`\n\n${remedy}Exit code ${exitCode}.`;
}

/** Replaces the folder in which the page was written. */
const anywhere = (text: string): string => text.replaceAll(process.cwd(), '/home/ada/project');

/** A text that Markdown shows as it is, but for what stands between backticks. */
const plain = (text: string): string =>
  anywhere(text)
    .split('`')
    .map((part, i) => (i % 2 === 0 ? part.replaceAll(/[<>*_[\]\\]/g, String.raw`\$&`).replaceAll('\n', '\\\n') : part))
    .join('`');
