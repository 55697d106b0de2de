import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export const repository = join(import.meta.dirname, '../..');
const bin = join(repository, 'node_modules/.bin');

/** What stands between the fences of one language in a Markdown text. */
export function blocksOf(markdown: string, language: string): string[] {
  const fences = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return [...markdown.matchAll(fences)].map((match) => match[1]!);
}

/** A Markdown text without its blocks of code. */
export const proseOf = (markdown: string): string => markdown.replaceAll(/^( *)```[^]*?^\1```$/gm, '');

/** Lists the targets of a Markdown text's links within the repository, anchors included. */
export const linksOf = (markdown: string): string[] =>
  [
    ...proseOf(markdown)
      .replaceAll(/`[^`\n]*`/g, '')
      .matchAll(/\]\((?!\w+:)([^)\s]+)\)/g),
  ].map((match) => match[1]!);

/** The anchors that GitHub gives to the headings of a Markdown text. */
export function slugsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => {
    const slug = heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

/** What the compiler says about modules in a project that has Clew installed, and our examples beside it. */
export function compile(modules: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'clew-blocks-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(repository, join(folder, 'node_modules/clew'));
    symlinkSync(join(repository, 'examples'), join(folder, 'examples'));
    const files = modules.map((_, i) => `module-${i}.ts`);
    modules.forEach((text, i) => writeFileSync(join(folder, files[i]!), text));
    const settings = {
      extends: join(repository, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(repository, 'node_modules/@types')] },
      files,
      include: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'blocks', type: 'module' }));
    return execFileSync(join(bin, 'tsc'), ['-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    });
  } catch (error) {
    // It ends with 2 when there is something to say.
    return String((error as { stdout?: unknown }).stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The documents for users: README, and every page behind it. */
export const guides: readonly string[] = [
  'README.md',
  ...readdirSync(join(repository, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
