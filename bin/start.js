// JavaScript of the year 2020: every Node that knows ES modules can read it, because it has to say when the Node is too old.

/** Runs the program, or says in one sentence why it can't. */
export async function start(invoked, verb) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 15)) {
    console.error(
      `error Clew needs Node 22.15 or newer, and this is Node ${process.versions.node} (${process.execPath}). Update Node, or put a newer one into the project with: npm i -D node@24`,
    );
    process.exit(2);
  }
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { main } = await import('../dist/cli.js');
  const code = await main(process.argv.slice(2), invoked, verb);
  // Whatever a task left open does not keep the terminal waiting. Before that, what could not be written is heard of.
  setImmediate(() => process.stdout.write('', () => process.exit(code)));
}
