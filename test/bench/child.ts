// One run of the real command line in this process, as bin/ starts it: everything but starting Node.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const built = new URL('../../dist/cli.js', import.meta.url).href;
const { main } = (await import(built)) as typeof import('../../src/cli/main.ts');

const start = performance.now();
const code = await main(process.argv.slice(2), 'run-workflow', 'run');
const ms = performance.now() - start;
process.stderr.write(`\n${JSON.stringify({ ms, mb: process.resourceUsage().maxRSS / 1024 })}\n`);
process.exit(code);
