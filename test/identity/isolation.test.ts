import { everywhere, everywhereByItself } from './everywhere.ts';
import { identityGroup } from './group.ts';

for (const isolate of ['thread', 'process'] as const) {
  const files = { 'clew.config.ts': `export default { isolate: '${isolate}', concurrency: 2 };` };
  identityGroup({ name: `tasks that run in a ${isolate}`, files, cases: everywhere });
  identityGroup({
    name: `tasks that run in a ${isolate}, one edit after another`,
    files,
    cases: everywhereByItself,
    edits: 'one by one',
  });
}

const settings = (isolate: string): string => `export default { isolate: ${isolate}, concurrency: 2 };`;

identityGroup({
  name: 'tasks that move from a thread to the main process',
  files: { 'clew.config.ts': settings(`'thread'`) },
  cases: everywhere.map((one, index) =>
    index === 0 ? { ...one, edit: { ...one.edit, '/clew.config.ts': settings('false') } } : one,
  ),
});
