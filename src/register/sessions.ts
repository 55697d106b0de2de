import type { RecordHome } from '../runtime/current-execution.ts';
import { Session } from './session.ts';

const byText = new Map<string, Session>();
const byHome = new WeakMap<RecordHome, Session>();

/** The way to the record of this process's runs, one for each record. They last as long as the process does. */
export function sessionOf(home: RecordHome): Session {
  let session = byHome.get(home);
  if (session) return session;
  const key = JSON.stringify([home.root, home.record]);
  session = byText.get(key);
  if (!session) byText.set(key, (session = new Session(home)));
  byHome.set(home, session);
  return session;
}
