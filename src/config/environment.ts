import { wrongSetting } from './errors.ts';
import { described, wholeNumber } from './settings-shape.ts';
import { type ProfileSettings, profileShape } from './settings-table.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what the environment asks for, on top of the profile. An empty variable is as good as none. */
export function fromEnvironment(env: Environment): ProfileSettings {
  const { CLEW_DATABASE_URL: database, CLEW_CONCURRENCY: concurrency } = env;
  return {
    ...(database && { record: recordAt(database) }),
    ...(concurrency && { concurrency: positive('CLEW_CONCURRENCY', concurrency) }),
  };
}

/** Settings as JSON, laid over the profile: what `clew sandbox aws -- command` gives to its command. */
export function settingsIn({ CLEW_SETTINGS: text }: Environment): ProfileSettings {
  if (!text) return {};
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch {
    // Not shown as it is: it may hold a password.
    throw wrongSetting('CLEW_SETTINGS', 'settings as JSON', 'no JSON', 'The environment');
  }
  return profileShape.check(settings, { path: '', source: 'CLEW_SETTINGS' });
}

/** Milliseconds until a silent run's leases are taken over: tests can't wait as long as people should. */
export function leaseExpiryFrom({ CLEW_LEASE_EXPIRY: value }: Environment): number | undefined {
  return value ? positive('CLEW_LEASE_EXPIRY', value) : undefined;
}

function positive(name: string, value: string): number {
  const known = wholeNumber(1);
  const number = /^\s*\d+\s*$/.test(value) ? Number(value) : NaN;
  if (!(number >= 1)) throw wrongSetting(name, known.wants, described(value), 'The environment');
  return number;
}

function recordAt(value: string): NonNullable<ProfileSettings['record']> {
  if (/^postgres(ql)?:\/\//.test(value)) return { postgres: value };
  const path = value.replace(/^sqlite:(\/\/)?/, '');
  // One letter and a colon is a drive.
  if (path === '' || /^[a-z][a-z0-9+.-]+:/i.test(path)) {
    // Not shown as it is: it may hold a password.
    const kind = path === '' ? 'without a path' : `an address that begins with ${path.split(':', 1)[0]}:`;
    throw wrongSetting('CLEW_DATABASE_URL', 'postgres://…, sqlite:path or a path', kind, 'The environment');
  }
  return { sqlite: path };
}
