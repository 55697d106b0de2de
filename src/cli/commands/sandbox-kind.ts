import type { AwsUser } from '../../testing/aws/users.ts';
import type { Options } from '../flags.ts';
import { dim } from '../terminal.ts';

/** A sandbox that runs until Ctrl-C. */
export interface Sandbox extends AsyncDisposable {
  /** For `--json`. */
  readonly document: object;
  /** The settings by which it is used, and the environment. */
  readonly settings: object;
  readonly env: Readonly<Record<string, string>>;
  /** For people: what is where, and what goes into their settings. */
  readonly text: string;
}

/** How one of them is started. `told` hears of each request. */
export interface SandboxKind {
  /** The options that it takes beside those of all. */
  readonly options: readonly string[];
  start(options: Options, invoked: string, told: (line: string) => void): Promise<Sandbox>;
}

/** Gives the variables by which both a person and a program are told who may ask. */
export const keysOf = ({ accessKeyId, secretAccessKey }: AwsUser): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});

export function sandboxText(title: string, settings: readonly string[], user: AwsUser): string {
  // They would count before the keys, or be sent with them.
  const inTheWay = ['AWS_PROFILE', 'AWS_SESSION_TOKEN'].filter((name) => process.env[name]);
  const keys = Object.entries(keysOf(user)).map((pair) => pair.join('='));
  return [
    `${title}; Ctrl-C ends it`,
    '',
    dim('in clew.config.ts'),
    ...settings.map((line) => `  ${line}`),
    '',
    dim('where you run workflows'),
    ...(inTheWay.length > 0 ? [`  unset ${inTheWay.join(' ')}`] : []),
    `  export ${keys.join(' ')}`,
  ].join('\n');
}
