import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The packed package, as `npm pack` describes it. */
export interface PackedPackage {
  readonly filename: string;
  /** Bytes of the tarball. */
  readonly size: number;
  readonly unpackedSize: number;
  /** The digest of the tarball. */
  readonly integrity: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Runs npm and gives its standard output; an error has what went to the other. */
export const npm = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  });

/** Packs what the last build left into a folder, without building. */
export function packPackage(folder: string): PackedPackage {
  const answer = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], repository);
  return (JSON.parse(answer) as [PackedPackage])[0];
}
