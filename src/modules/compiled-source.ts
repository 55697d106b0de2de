import type { Session } from 'node:inspector';
import { isUserFile } from './own-package.ts';
import { pathOfUrl } from './resolve.ts';

/** Sources by path; undefined for a file that was compiled more than once, from different texts. */
let sources: ReadonlyMap<string, string | undefined> | undefined;

/**
 * Gives the text of a file that Node compiled before Clew's hooks were there to see it, as V8 keeps it for debuggers;
 * null if Node compiled none, undefined if that can't be determined. Asking for the first time takes some 30 ms.
 */
export function compiledSource(file: string): string | null | undefined {
  try {
    sources ??= listSources();
  } catch {
    // This Node was built without an inspector.
    return undefined;
  }
  return sources.has(file) ? sources.get(file) : null;
}

function listSources(): Map<string, string | undefined> {
  const inspector = process.getBuiltinModule('node:inspector');
  const session = new inspector.Session();
  const scripts: { readonly file: string; readonly id: string }[] = [];
  const found = new Map<string, string | undefined>();
  session.connect();
  try {
    session.on('Debugger.scriptParsed', ({ params: { url, scriptId } }) => {
      const file = url.startsWith('/') ? url : pathOfUrl(url);
      if (file !== undefined && isUserFile(file)) scripts.push({ file, id: scriptId });
    });
    // Answers come before these calls return.
    session.post('Debugger.enable');
    for (const { file, id } of scripts) {
      const source = sourceOf(session, id);
      found.set(file, found.has(file) && found.get(file) !== source ? undefined : source);
    }
  } finally {
    session.disconnect();
  }
  return found;
}

function sourceOf(session: Session, scriptId: string): string | undefined {
  let source: string | undefined;
  session.post('Debugger.getScriptSource', { scriptId }, (_, answer) => (source = answer?.scriptSource));
  return source;
}
