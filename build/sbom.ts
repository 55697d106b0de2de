import type { BundledPackage } from './bundled-packages.ts';
import { checkLicense } from './licenses.ts';

/** A package as package-lock.json describes it. */
interface LockedPackage {
  readonly name?: string;
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A package-lock.json; the key of the package itself is empty. */
export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** A package that is bundled or installed, by its name and version. */
interface Component {
  readonly name: string;
  readonly version: string;
  readonly license: string | undefined;
  readonly isBundled: boolean;
  /** Undefined for a version that package-lock.json doesn't have: a helper that the bundler contains. */
  readonly path: string | undefined;
}

/**
 * Makes the software bill of materials, a CycloneDX 1.5 document: the bundled packages, and the dependencies that are
 * installed beside, of all platforms, as package-lock.json has them. Times and random numbers are left out, so that the
 * same sources give the same bytes. Optional peers are left out too: users choose them.
 */
export function makeSbom(lock: Lock, bundled: readonly BundledPackage[]): object {
  const components = new Map<string, Component>();
  for (const path of findInstalled(lock)) {
    const { version, license } = lock.packages[path]!;
    const name = nameOf(path);
    components.set(purlOf(name, version), { name, version, license, isBundled: false, path });
  }
  for (const { name, version, license, path } of bundled) {
    const isLocked = lock.packages[path]?.version === version;
    const one = { name, version, license, isBundled: true, path: isLocked ? path : undefined };
    components.set(purlOf(name, version), one);
  }
  const dependsOn = (path: string): string[] =>
    dependenciesOf(lock, path)
      .map((one) => purlOf(nameOf(one), lock.packages[one]!.version))
      .filter((purl) => components.has(purl));
  const own = lock.packages['']!;
  const root = purlOf(own.name!, own.version);
  const purls = [...components.keys()].sort();
  const fromRoot = new Set([...dependsOn(''), ...purls.filter((purl) => components.get(purl)!.isBundled)]);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'library',
        'bom-ref': root,
        name: own.name,
        version: own.version,
        licenses: [{ license: { id: own.license } }],
        purl: root,
      },
    },
    components: purls.map((purl) => renderComponent(purl, components.get(purl)!, lock)),
    dependencies: [
      { ref: root, dependsOn: [...fromRoot].sort() },
      ...purls.map((purl) => {
        const { path } = components.get(purl)!;
        return { ref: purl, dependsOn: path === undefined ? [] : dependsOn(path).sort() };
      }),
    ],
  };
}

function renderComponent(purl: string, { name, version, license, isBundled, path }: Component, lock: Lock): object {
  checkLicense(name, license);
  const { integrity, optional } = (path !== undefined && lock.packages[path]) || {};
  const [algorithm, digest] = integrity?.split('-') ?? [];
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    scope: optional && !isBundled ? 'optional' : 'required',
    ...(algorithm === 'sha512' && {
      hashes: [{ alg: 'SHA-512', content: Buffer.from(digest!, 'base64').toString('hex') }],
    }),
    licenses: [{ license: { id: license } }],
    purl,
    ...(isBundled && { properties: [{ name: 'cdx:npm:package:bundled', value: 'true' }] }),
  };
}

/** Finds all packages that come along when the package is installed, as keys of the lock. */
function findInstalled(lock: Lock): Set<string> {
  const found = new Set(dependenciesOf(lock, ''));
  // A set hands out what is added while it is walked.
  for (const path of found) for (const next of dependenciesOf(lock, path)) found.add(next);
  return found;
}

/** Finds a package's dependencies, as keys of the lock: each is the nearest of that name, as Node looks for it. */
function dependenciesOf({ packages }: Lock, path: string): string[] {
  const { dependencies, optionalDependencies } = packages[path]!;
  return Object.keys({ ...dependencies, ...optionalDependencies }).map((name) => {
    for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
      const key = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
      if (key in packages) return key;
      if (folder === '') throw new Error(`package-lock.json has no ${name}, which ${path || 'the package'} needs.`);
    }
  });
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Makes the package URL, which names a package and its version wherever such documents are read. */
const purlOf = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;
