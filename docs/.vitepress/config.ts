import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import type { DefaultTheme, MarkdownOptions } from 'vitepress';
import { apiSidebar, pages, repository, unexportedGroup } from './paths.ts';
import { sidebarGroups } from './sidebar.ts';

const { description } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { description: string };

/** Reads Markdown as GitHub does: no markup of Vue's, the anchors of GitHub, no links or faces made of plain words. */
const markdown: MarkdownOptions = {
  html: false,
  emoji: { shortcuts: {} },
  anchor: {
    slugify: (heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
  },
  config(md) {
    md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
    const text = md.renderer.rules.text!;
    md.renderer.rules.text = (...given) => text(...given).replaceAll('{{', '&#123;&#123;');
  },
};

/**
 * Finds singular and plural by each other, and codes such as NO_TASKS as one word. Guides come before commands and
 * errors, and these before the rest. The page gets these functions as text: they can't use anything outside of them.
 */
const miniSearch: NonNullable<DefaultTheme.LocalSearchOptions['miniSearch']> = {
  options: {
    tokenize: (text) => [...text.split(/[\n\r\p{Z}\p{P}]+/u), ...(text.match(/[A-Z]+(?:_[A-Z0-9]+)+/g) ?? [])],
    processTerm: (term) =>
      term
        .toLowerCase()
        .replace(/ies$/, 'y')
        .replace(/(\w{3,}[^s])s$/, '$1'),
  },
  searchOptions: {
    boostDocument: (id: string) => (/\/docs\/(?!commands|errors)/.test(id) ? 1 : id.includes('/docs/') ? 0.4 : 0.2),
  },
};

export default defineConfig({
  srcDir: '.vitepress/pages',
  outDir: '.vitepress/dist',
  cacheDir: '.vitepress/cache',
  title: 'Clew',
  description,
  lang: 'en',
  transformHead: ({ siteData }) => [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${siteData.base}favicon.svg` }],
  ],
  markdown,
  metaChunk: true,
  vite: { build: { target: 'es2022', chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    logo: '/favicon.svg',
    search: { provider: 'local', options: { miniSearch } },
    outline: { level: [2, 3], label: 'On this page' },
    externalLinkIcon: true,
    notFound: { title: 'Page not found', quote: 'There is no page at this address.', linkText: 'To the first page' },
    nav: [
      { text: 'Getting started', link: '/docs/getting-started' },
      { text: 'Commands', link: '/docs/commands' },
      { text: 'API', link: '/api/', activeMatch: '/api/' },
    ],
    sidebar: { '/': mainSidebar(), '/api/': apiSidebarItems() },
  },
});

function mainSidebar(): DefaultTheme.SidebarItem[] {
  const examples = readdirSync(join(pages, 'examples')).map((file) => file.replace(/\.md$/, ''));
  const groups = sidebarGroups.map(({ title, pages: listed }) => ({
    text: title,
    items: [
      ...listed.map((page) => ({ text: titleOf(page), link: linkOf(page) })),
      ...(title === 'Reference' ? [{ text: 'API reference', link: '/api/' }] : []),
    ],
  }));
  const project = groups.pop()!;
  const items = examples.map((name) => ({ text: name, link: `/examples/${name}` }));
  return [...groups, { text: 'Examples', items }, project];
}

function linkOf(page: string): string {
  return page === 'README.md' ? '/' : `/${page.replace(/\.md$/, '')}`;
}

/** Reads a page's title, up to its colon. */
function titleOf(page: string): string {
  const file = page === 'README.md' ? 'index.md' : page.replace(/(?:\.md)?$/, '.md');
  return /^# ([^:\n]+)/m.exec(readFileSync(join(pages, file), 'utf8'))![1]!;
}

interface ApiItem {
  readonly title: string;
  readonly path?: string | null;
  readonly children?: readonly ApiItem[];
}

function apiSidebarItems(): DefaultTheme.SidebarItem[] {
  const entries = entriesOf(JSON.parse(readFileSync(apiSidebar, 'utf8')) as ApiItem[]);
  return [
    { text: 'All pages', link: '/' },
    { text: 'API reference', link: '/api/' },
    // `clew/watch` is imported for what it does: it exports nothing.
    ...entries.map(({ path, children = [] }) => ({
      text: path!.replace('/index.md', ''),
      link: `/api/${path!.replace('index.md', '')}`,
      items: children.filter((child) => !isEntry(child) && child.title !== unexportedGroup).map(groupItem),
    })),
  ];
}

function isEntry({ path }: ApiItem): boolean {
  return path?.endsWith('/index.md') === true;
}

/** Lists the entries of the package: TypeDoc puts `clew/testing` below `clew`. */
function entriesOf(items: readonly ApiItem[]): ApiItem[] {
  return items.filter(isEntry).flatMap((item) => [item, ...entriesOf(item.children ?? [])]);
}

function groupItem({ title, children }: ApiItem): DefaultTheme.SidebarItem {
  const items = children!.map((item) => ({ text: item.title, link: `/api/${item.path!.replace(/\.md$/, '')}` }));
  return { text: title, collapsed: true, items };
}
