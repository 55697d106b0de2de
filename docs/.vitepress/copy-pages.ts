import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, posix } from 'node:path';
import { pages, repository, site } from './paths.ts';
import { sidebarGroups } from './sidebar.ts';

/**
 * Copies README, `docs/` and whatever they link to in the repository, each page to its own path: so the links between
 * them lead on as they are. A folder or a file that isn't Markdown becomes a page that shows it.
 */
export function copyPages(): void {
  const docs = readdirSync(join(repository, 'docs')).filter((name) => name.endsWith('.md'));
  const found = new Set([...sidebarGroups.flatMap((group) => group.pages), ...docs.map((name) => `docs/${name}`)]);
  // A set that grows is gone through to its end.
  for (const path of found) {
    const text = pageOf(path);
    writePage(path === 'README.md' ? 'index.md' : path.replace(/(?:\.md)?$/, '.md'), text);
    if (path.endsWith('.md')) for (const link of linksOf(text)) found.add(posix.join(posix.dirname(path), link));
  }
  cpSync(join(site, 'public'), join(pages, 'public'), { recursive: true });
}

function writePage(path: string, text: string): void {
  const file = join(pages, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Lists the relative targets of a Markdown text's links, without anchors. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replaceAll(/^( *)```[^]*?^\1```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return Array.from(prose.matchAll(/\]\((?!\w+:|#)([^)\s#]+)/g), (match) => match[1]!);
}

function pageOf(path: string): string {
  if (path.startsWith('..')) throw new Error(`A page links to ${path}, outside of the repository.`);
  const file = join(repository, path);
  if (path.endsWith('.md')) return readFileSync(file, 'utf8');
  if (path === 'LICENSE') return `# Licence\n\n${readFileSync(file, 'utf8')}`;
  if (!statSync(file).isDirectory()) return `# ${path}\n\n${blockOf(file)}`;
  return `# ${path}\n\n${filesIn(file)
    .map((name) => `## ${name}\n\n${blockOf(join(file, name))}`)
    .join('\n')}`;
}

/** Lists the files of a folder, those at its top first, without what running an example leaves. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile() && !/(?:^|\/)(?:\.|out\/|node_modules\/)/.test(name))
    .toSorted((a, b) => a.split('/').length - b.split('/').length || a.localeCompare(b));
}

const maxLines = 300;

function blockOf(file: string): string {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const shown = lines.length > maxLines ? [...lines.slice(0, maxLines), '…'] : lines;
  return `\`\`\`\`${extname(file).slice(1)}\n${shown.join('\n')}\n\`\`\`\`\n`;
}
