import { migrateRecord, recordStatus, type RecordStatus } from '../../lineage/status.ts';
import { badFlag, Options } from '../flags.ts';
import { settingsFor } from '../settings.ts';
import { type Terminal, dim, green, yellow } from '../terminal.ts';
import { type Command, helpFlag, jsonFlag, profileFlag } from '../command.ts';
import { shellCommand } from '../../values/shell-command.ts';

export const dbCommand: Command = {
  name: 'db',
  summary: 'Says how the record is, or brings its tables up to date.',
  usage: 'status | migrate',
  takes: [['status', 'migrate']],
  flags: [profileFlag, jsonFlag, helpFlag],
  examples: ['clew db status', 'CLEW_DATABASE_URL=postgres://… clew db migrate'],
  run,
};

async function run(argv: readonly string[], terminal: Terminal, invoked: string): Promise<number> {
  const options = new Options(argv, dbCommand.flags, invoked);
  const action = options.oneWord('one of status, migrate');
  const { record } = await settingsFor(options);
  if (action === 'status') {
    const status = await recordStatus(record);
    if (options.has('json')) await terminal.json(status);
    else terminal.out(statusText(status));
    return 0;
  }
  if (action === 'migrate') {
    const done = await migrateRecord(record);
    if (options.has('json')) await terminal.json(done);
    else {
      for (const name of done.applied) terminal.out(`${green('✓')} ${name}`);
      terminal.out(statusText(done));
    }
    return 0;
  }
  throw badFlag(`${invoked} knows status and migrate, not "${action}".`, invoked);
}

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
