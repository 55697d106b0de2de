// npm run docs: makes the site of README, docs/ and the public types. `-- --base /clew/` is for a site below a path.
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vitepress';
import { writeApiPages } from './api.ts';
import { copyPages } from './copy-pages.ts';
import { pages, site } from './paths.ts';

const { values } = parseArgs({ options: { base: { type: 'string', default: '/' } } });
rmSync(pages, { recursive: true, force: true });
copyPages();
await writeApiPages();
await build(join(site, '..'), { base: values.base });
console.log(`The site is in ${relative('.', join(site, 'dist'))}; npm run docs:serve shows it.`);
