import { TaskError, UserError } from '../../errors.ts';

/** The error where what bundles packages can't be found: it is large, so only those get it who use it. */
export class BundlerMissing extends UserError {
  constructor(packages: readonly string[], cause: unknown) {
    const some = packages.slice(0, 3).join(', ');
    super('BUNDLER_MISSING', `The project imports ${some}, and rolldown, which bundles packages, can't be found.`, {
      cause,
      next: 'Run: npm i rolldown',
    });
  }
}

/** The bundler gave up. */
export class NotBundled extends UserError {
  constructor(packages: readonly string[], why: string, cause: unknown) {
    super('NOT_BUNDLED', `The packages that the project imports (${packages.join(', ')}) can't be bundled: ${why}`, {
      cause,
      next: 'Mend or replace the package that it names, or run without --on sagemaker.',
    });
  }
}

/** Something large is imported that most likely should not be. */
export class CodeTooLarge extends UserError {
  constructor(bytes: number, most: number, largest: readonly (readonly [path: string, bytes: number])[]) {
    const mb = (size: number): string => `${(size / 1_000_000).toFixed(1)} MB`;
    const parts = largest.map(([path, size]) => `${path} (${mb(size)})`).join(', ');
    super('CODE_TOO_LARGE', `The code of this run has ${mb(bytes)}, and at most ${mb(most)} are sent: ${parts}.`, {
      next: 'Read data by a task instead of importing it, and put large packages into the image.',
    });
  }
}

/** The image is to have what can't be sent. */
export class OutsideMissing extends TaskError {
  constructor(missing: readonly { readonly name: string; readonly version: string | null; readonly why: string }[]) {
    const named = missing.map(({ name, why }) => `${name} (${why})`).join(' and ');
    const wanted = missing.map(({ name, version }) => (version === null ? name : `${name}@${version}`)).join(' ');
    super('NOT_IN_IMAGE', `The image has no ${named}, which the code needs and Clew doesn't send.`, {
      next: `Add this to its Dockerfile and build it again: RUN npm install ${wanted}`,
    });
  }
}

/** The error where what was downloaded is no package of ours. */
export class PackageUnreadable extends TaskError {
  constructor(place: string, cause: unknown) {
    super('PACKAGE_UNREADABLE', `${place} is not a package of code as Clew writes it.`, {
      cause,
      next: 'Run the same command again; if it goes wrong again, build the image again with the Clew that you use.',
    });
  }
}
