/** Groups of pages as the site's sidebar shows them; `test/examples/docs.test.ts` holds that no page is missing. */
export const sidebarGroups: readonly { readonly title: string; readonly pages: readonly string[] }[] = [
  { title: 'Start', pages: ['README.md', 'docs/getting-started.md', 'docs/coming-from.md'] },
  {
    title: 'Write',
    pages: [
      'docs/tasks.md',
      'docs/workflows.md',
      'docs/failures.md',
      'docs/storage.md',
      'docs/tables-and-files.md',
      'docs/models.md',
      'docs/registered-code.md',
    ],
  },
  { title: 'Run', pages: ['docs/command-line.md', 'docs/settings.md', 'docs/secrets.md', 'docs/sagemaker.md'] },
  {
    title: 'Understand',
    pages: ['docs/caching.md', 'docs/tracing.md', 'docs/promises.md', 'docs/versions.md', 'docs/benchmarks.md'],
  },
  { title: 'Reference', pages: ['docs/commands.md', 'docs/errors.md'] },
  { title: 'Project', pages: ['CHANGELOG.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'LICENSE'] },
];
