import { type ResolvedSettings, loadSettings } from '../config/load.ts';
import { openModules } from '../config/modules.ts';
import { useProfileInShellCommands } from '../values/shell-command.ts';

/** The settings of the project that one stands in; from here on, its TypeScript can be imported. */
export async function settingsHere(profile: string | undefined): Promise<ResolvedSettings> {
  useProfileInShellCommands(profile);
  const settings = await loadSettings({ cwd: process.cwd(), profile });
  // Commands need not name the profile that they would have anyway.
  if (profile === settings.defaultProfile) useProfileInShellCommands(undefined);
  openModules(settings);
  return settings;
}

/** The profile that was asked for, among the flags of a command. */
export interface AskedProfile {
  readonly profile: string | undefined;
}

export const settingsFor = ({ profile }: AskedProfile): Promise<ResolvedSettings> => settingsHere(profile);
