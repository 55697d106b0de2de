import { userError, taskError } from '../../errors.ts';

/** The error where what bundles packages can't be found: it is large, so only those get it who use it. */
export const bundlerMissing = userError('BUNDLER_MISSING', (packages: readonly string[], cause: unknown) => {
  const some = packages.slice(0, 3).join(', ');
  return {
    message: `The project imports ${some}, and rolldown, which bundles packages, can't be found.`,
    cause,
    next: 'Run: npm i rolldown',
  };
});

/** The bundler gave up. */
export const notBundled = userError('NOT_BUNDLED', (packages: readonly string[], why: string, cause: unknown) => ({
  message: `The packages that the project imports (${packages.join(', ')}) can't be bundled: ${why}`,
  cause,
  next: 'Mend or replace the package that it names, or run without --on sagemaker.',
}));

/** Something large is imported that most likely should not be. */
export const codeTooLarge = userError(
  'CODE_TOO_LARGE',
  (bytes: number, most: number, largest: readonly (readonly [path: string, bytes: number])[]) => {
    const mb = (size: number): string => `${(size / 1_000_000).toFixed(1)} MB`;
    const parts = largest.map(([path, size]) => `${path} (${mb(size)})`).join(', ');
    return {
      message: `The code of this run has ${mb(bytes)}, and at most ${mb(most)} are sent: ${parts}.`,
      next: 'Read data by a task instead of importing it, and put large packages into the image.',
    };
  },
);

/** The image is to have what can't be sent. */
export const outsideMissing = taskError(
  'NOT_IN_IMAGE',
  (missing: readonly { readonly name: string; readonly version: string | null; readonly why: string }[]) => {
    const named = missing.map(({ name, why }) => `${name} (${why})`).join(' and ');
    const wanted = missing.map(({ name, version }) => (version === null ? name : `${name}@${version}`)).join(' ');
    return {
      message: `The image has no ${named}, which the code needs and Clew doesn't send.`,
      next: `Add this to its Dockerfile and build it again: RUN npm install ${wanted}`,
    };
  },
);

/** The error where what was downloaded is no package of ours. */
export const packageUnreadable = taskError('PACKAGE_UNREADABLE', (place: string, cause: unknown) => ({
  message: `${place} is not a package of code as Clew writes it.`,
  cause,
  next: 'Run the same command again; if it goes wrong again, build the image again with the Clew that you use.',
}));
