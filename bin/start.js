// JavaScript of the year 2020: every Node that knows ES modules can read it, because it has to say when the Node is too old.

/** Runs the program, or says in one sentence why it can't. */
export async function start(invoked, verb) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 15)) {
    console.error(
      `error Clew needs Node 22.15 or newer, and this is Node ${process.versions.node} (${process.execPath}). Update Node, or put a newer one into the project with: npm i -D node@24`,
    );
    process.exitCode = 2;
    return;
  }
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { main } = await import('../dist/cli.js');
  // All that was written has arrived; handles that a task left open must not keep the terminal waiting.
  process.exit(await main(process.argv.slice(2), invoked, verb));
}
