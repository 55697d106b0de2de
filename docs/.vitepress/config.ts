import { readFileSync } from 'node:fs';
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
    search: { provider: 'local' },
    outline: { level: [2, 3], label: 'On this page' },
    externalLinkIcon: true,
    notFound: { title: 'Page not found', quote: 'There is no page at this address.', linkText: 'To the first page' },
    nav: [
      { text: 'Getting started', link: '/docs/getting-started' },
      { text: 'Commands', link: '/docs/commands' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: { '/': mainSidebar(), '/api/': apiSidebarItems() },
  },
});

function mainSidebar(): DefaultTheme.SidebarItem[] {
  return sidebarGroups.map(({ title, pages: listed }) => ({
    text: title,
    items: [
      ...listed.map((page) => ({ text: titleOf(page), link: linkOf(page) })),
      ...(title === 'Reference' ? [{ text: 'API reference', link: '/api/' }] : []),
    ],
  }));
}

function linkOf(page: string): string {
  return page === 'README.md' ? '/' : `/${page.replace(/\.md$/, '')}`;
}

function titleOf(page: string): string {
  const file = page === 'README.md' ? 'index.md' : page.replace(/(?:\.md)?$/, '.md');
  return /^# (.+)$/m.exec(readFileSync(join(pages, file), 'utf8'))![1]!;
}

interface ApiItem {
  readonly title: string;
  readonly path?: string | null;
  readonly children?: readonly ApiItem[];
}

function apiSidebarItems(): DefaultTheme.SidebarItem[] {
  const entries = JSON.parse(readFileSync(apiSidebar, 'utf8')) as ApiItem[];
  return [
    { text: 'All pages', link: '/' },
    { text: 'API reference', link: '/api/', items: entries.map(apiItem) },
  ];
}

function apiItem({ title, path, children }: ApiItem): DefaultTheme.SidebarItem {
  const items = children?.filter((child) => child.title !== unexportedGroup).map(apiItem);
  return {
    text: title,
    ...(path ? { link: `/api/${path.replace(/(?:index)?\.md$/, '')}` } : {}),
    ...(items?.length ? { collapsed: true, items } : {}),
  };
}
