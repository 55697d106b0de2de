import { type RecordStatus, migrateRecord, recordStatus } from '../../lineage/status.ts';
import { settingsFor } from '../settings.ts';
import { dim, green, yellow } from '../terminal.ts';
import { defineCommand, jsonFlag, profileFlag } from '../command.ts';
import { shellCommand } from '../../values/shell-command.ts';

const flags = [profileFlag, jsonFlag] as const;

const statusCommand = defineCommand({
  name: 'status',
  description: 'Says how the record is.',
  args: [],
  flags,
  examples: ['clew db status'],
  async run({ flags }, terminal) {
    const status = await recordStatus((await settingsFor(flags)).record);
    if (flags.json) await terminal.json(status);
    else terminal.out(statusText(status));
    return 0;
  },
});

const migrateCommand = defineCommand({
  name: 'migrate',
  description: 'Brings the tables of the record up to date.',
  args: [],
  flags,
  examples: ['clew db migrate', 'CLEW_DATABASE_URL=postgres://… clew db migrate'],
  async run({ flags }, terminal) {
    const done = await migrateRecord((await settingsFor(flags)).record);
    if (flags.json) await terminal.json(done);
    else {
      for (const name of done.applied) terminal.out(`${green('✓')} ${name}`);
      terminal.out(statusText(done));
    }
    return 0;
  },
});

export const dbCommand = defineCommand({
  ...statusCommand,
  name: 'db',
  description: 'Says how the record is, or brings its tables up to date. Without a command, it is `clew db status`.',
  commands: {
    status: { summary: 'how the record is', load: async () => statusCommand },
    migrate: { summary: 'bring its tables up to date', load: async () => migrateCommand },
  },
  examples: ['clew db status', 'CLEW_DATABASE_URL=postgres://… clew db migrate'],
});

function statusText({ dialect, place, present, newest, pending }: RecordStatus): string {
  const name = dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL';
  const where = `${name} record ${dim(place)}`;
  if (present === 0) return `${where} is not there yet; the first run makes it.`;
  if (present > newest) {
    const known = `a newer Clew made it: version ${present}, and this one knows up to ${newest}`;
    return `${where}: ${yellow(known)}. Update Clew here: npm i clew@latest`;
  }
  if (pending.length === 0) return `${where} is up to date ${dim(`(version ${newest})`)}`;
  return `${where} is at version ${present} of ${newest}. ${yellow('To do')}: ${pending.join(', ')}. Run: ${shellCommand('clew db migrate')}`;
}
