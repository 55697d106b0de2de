import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Lock, makeSbom } from '../../build/sbom.ts';

interface Component {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly scope?: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly { readonly license: { readonly id: string } }[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const lock = read('package-lock.json') as Lock;
const sbom = read('dist/sbom.cdx.json') as Sbom;
const isBundled = ({ properties = [] }: Component): boolean =>
  properties.some(({ name, value }) => name === 'cdx:npm:package:bundled' && value === 'true');

describe('software bill of materials', () => {
  it('has all that CycloneDX 1.5 requires', () => {
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 });
    const all = [sbom.metadata.component, ...sbom.components];
    for (const { type, name, version, purl, scope = 'required', hashes = [], licenses } of all) {
      expect(type).toBe('library');
      expect(['required', 'optional']).toContain(scope);
      expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
      for (const hash of hashes)
        expect(hash).toEqual({ alg: 'SHA-512', content: expect.stringMatching(/^[\da-f]{128}$/) });
      expect(licenses).toEqual([{ license: { id: expect.stringMatching(/^[\w.-]+$/) } }]);
    }
    const refs = all.map((one) => one['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(sbom.dependencies.map(({ ref }) => ref)).toEqual(refs);
    for (const { dependsOn } of sbom.dependencies) {
      expect(refs).toEqual(expect.arrayContaining([...dependsOn]));
      expect(new Set(dependsOn).size).toBe(dependsOn.length);
    }
  });

  it('names every dependency and every bundled package', () => {
    const { dependencies } = lock.packages['']!;
    const installed = sbom.components.filter((one) => !isBundled(one)).map(({ name }) => name);
    expect(installed).toEqual(expect.arrayContaining([...Object.keys(dependencies!), 'pg-protocol', 'xtend']));
    const rows = readFileSync(new URL('../../dist/THIRD-PARTY-LICENSES.md', import.meta.url), 'utf8').matchAll(
      /^\| (\S+) \| (\d\S*) \|/gm,
    );
    const bundled = sbom.components.filter(isBundled).map(({ name, version }) => `${name} ${version}`);
    expect(bundled.toSorted()).toEqual(Array.from(rows, ([, name, version]) => `${name} ${version}`).toSorted());
  });

  it('knows the digest of everything that npm installs', () => {
    const without = Object.entries(lock.packages).filter(([path, { integrity }]) => path !== '' && !integrity);
    expect(without.map(([path]) => path)).toEqual([]);
    // What the bundler contains in a version of its own isn't installed.
    const unknown = sbom.components.filter(({ hashes }) => !hashes).map(({ name }) => name);
    expect(unknown).toEqual(['@oxc-project/runtime']);
  });

  it('takes the nearest version of a dependency, and fails on a licence that is not allowed', () => {
    const packages = {
      '': { name: 'own', version: '1.0.0', license: 'MIT', dependencies: { a: '1', '@x/b': '1' } },
      'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { '@x/b': '2' } },
      'node_modules/@x/b': { version: '1.0.0', license: 'MIT' },
      'node_modules/a/node_modules/@x/b': { version: '2.0.0', license: 'MIT', optionalDependencies: { a: '1' } },
    };
    expect(makeSbom({ packages }, [])).toMatchObject({
      dependencies: [
        { ref: 'pkg:npm/own@1.0.0', dependsOn: ['pkg:npm/%40x/b@1.0.0', 'pkg:npm/a@1.0.0'] },
        { ref: 'pkg:npm/%40x/b@1.0.0', dependsOn: [] },
        { ref: 'pkg:npm/%40x/b@2.0.0', dependsOn: ['pkg:npm/a@1.0.0'] },
        { ref: 'pkg:npm/a@1.0.0', dependsOn: ['pkg:npm/%40x/b@2.0.0'] },
      ],
    });
    const other = { ...packages, 'node_modules/@x/b': { version: '1.0.0', license: 'AGPL-3.0-only' } };
    expect(() => makeSbom({ packages: other }, [])).toThrow('@x/b has the licence AGPL-3.0-only');
  });
});
