/**
 * The sizes that the package may have, in bytes unless a name says otherwise: about a twentieth above what they were when
 * somebody looked last. Raise one if what it buys is worth it to everybody who installs or starts Clew.
 */
export const sizeBudget = {
  tarball: 900_000,
  'tarball, unpacked': 3_400_000,
  'number of files in the tarball': 430,
  'installed with its dependencies': 9_900_000,
  "loaded by import 'clew', gzipped": 370_000,
  "loaded by import 'clew/testing', gzipped": 110_000,
  'loaded by clew --version, gzipped': 68_000,
  'loaded by clew runs, gzipped': 325_000,
  'loaded by run-workflow --version, gzipped': 68_000,
  'loaded by run-workflow workflow.ts, gzipped': 465_000,
};
