import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { examples } from './examples.ts';
import { renderErrors } from './render.ts';

const root = path.join(import.meta.dirname, '../..');

/** The texts of a folder's modules, by their paths in it. */
const textsOf = (folder: string): [file: string, text: string][] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(path.join(root, folder, file), 'utf8')]);

/** The files that define each code: as the first argument of a factory, or of a class's `super()`. */
const definitions = Map.groupBy(
  textsOf('src').flatMap(([file, text]) =>
    [...text.matchAll(/\b(?:userError|taskError|internalError|super)\(\s*([^,]*?),/g)]
      .flatMap(([, first]) => [...first!.matchAll(/'([A-Z][A-Z0-9_]*)'/g)])
      .map(([, code]) => ({ file, code: code! })),
  ),
  ({ code }) => code,
);

/** Codes with several texts, each of which means the same to somebody who tests for it. */
const shared = new Map([
  ['BAD_OPTION', 'an option that makes no sense: of a decorator, unknown to it, of a command line'],
  ['FILE_CHANGED', 'a file that was written to while it was kept: as an artifact, by file() or folder()'],
  ['MISSING_PARAM', 'a parameter that nobody gave: in a plan, on a command line'],
  ['NOT_A_TASK', 'a class that is no task: to a decorator, to a plan'],
  ['NO_COLUMNS', 'columns were asked for where there are none: in what is no table, in a table of nothing'],
  ['OUT_OF_MEMORY', 'a task that needed more memory than there was: in a worker, in a job'],
  ['SAGEMAKER_SECRETS', 'secrets are not sent: said of a plan, and of a job that comes later'],
  ['STRAY_EXCEPTION', 'something was thrown outside of every task: in a worker, in the process of the run'],
  ['UNKNOWN_CODEC', 'a codec that is not here: to write by, to read by'],
  ['UNKNOWN_ID', 'an id that names nothing: to the record, to a command'],
]);

/** Errors that no test brings about. */
const unprovoked = new Map([
  ['JOB_STOPPED', 'a container says so to nobody: whoever stopped the job gives the reason in its place'],
  ['WORKER_NOT_STARTED', 'it takes a system that has no processes or no memory left'],
]);

const wordsIn = (text: string): string[] => text.replaceAll('\\', '').match(/[\p{L}\p{N}_-]+(?:'\p{L}+)*/gu) ?? [];

/** Each four words in a row, by which an error is known that no other says. */
const phrasesIn = (text: string): string[] => {
  const words = wordsIn(text);
  return words.slice(3).map((_, i) => words.slice(i, i + 4).join(' '));
};

describe('catalogue of errors', () => {
  it('has an example for every code, and a code in the source for every example', () => {
    expect([...definitions.keys()].toSorted()).toEqual([...new Set(examples.map(({ code }) => code))].toSorted());
    for (const [code, places] of definitions)
      expect(examples.filter((error) => error.code === code).length, code).toBeGreaterThanOrEqual(places.length);
  });

  it('defines a code once, or lists it as shared', () => {
    const several = [...definitions].filter(([, places]) => places.length > 1).map(([code]) => code);
    expect(several.toSorted()).toEqual([...shared.keys()]);
  });

  it('names an error after its code, with the place where it was thrown and an exit code', () => {
    for (const { code, name, message, exitCode, stack } of examples) {
      expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/);
      expect(message, code).not.toMatch(/\[object|\bundefined\b(?! when)/);
      expect([name, exitCode > 0], code).toEqual([expect.stringMatching(/^[A-Z]\w+$/), true]);
      if (name !== 'StrayException') expect(stack!.split('\n    at ')[1], code).toContain('examples.ts');
    }
  });

  it('is what docs/errors.md says: npm run docs:errors', () => {
    expect(readFileSync(path.join(root, 'docs/errors.md'), 'utf8')).toBe(renderErrors(examples));
  });

  it('has a test for every error, which names its code or its words', () => {
    const tests = textsOf('test').filter(([file]) => !/^(errors|bench|experiments|stress|live|types)\//.test(file));
    const codes = new Set(tests.flatMap(([, text]) => text.match(/\b[A-Z][A-Z0-9_]+\b/g) ?? []));
    const phrases = new Set(tests.flatMap(([, text]) => phrasesIn(text)));
    const owners = Map.groupBy(
      examples.flatMap(({ code, message }) => phrasesIn(message).map((phrase) => ({ code, phrase }))),
      ({ phrase }) => phrase,
    );
    const isKnown = (code: string): boolean =>
      codes.has(code) ||
      [...owners].some(([phrase, by]) => phrases.has(phrase) && by.every((one) => one.code === code));
    const open = [...definitions.keys()].filter((code) => !isKnown(code));
    expect(open.toSorted()).toEqual([...unprovoked.keys()]);
  });
});
