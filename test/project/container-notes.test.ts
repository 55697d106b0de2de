import { describe, expect, test } from 'vitest';
import {
  type Dependencies,
  decodeDependencies,
  encodeDependencies,
  noDependencies,
} from '../../src/dependencies/dependencies.ts';
import type { KeptDependencies } from '../../src/lineage/entries.ts';
import { withNotes } from '../../src/project/container/dependencies.ts';
import { digestOf } from '../../src/values/digest.ts';

const kept = (some: Partial<Dependencies>, ...texts: KeptDependencies['texts']): KeptDependencies => {
  const content = encodeDependencies({ ...noDependencies, ...some });
  return { digest: digestOf(content), texts: [{ digest: digestOf(content), kind: 'dependencies', content }, ...texts] };
};

const module = { path: 'w.ts', identity: 'sha256:w', digest: 'sha256:ws' };
const toModule = { from: '*.ts', specifier: './w.ts', kind: 'import', to: 'w.ts' } as const;
const toPackage = { from: '*.ts', specifier: 'left', kind: 'import', to: 'node_modules/left' } as const;
const read = { path: 'prompt.txt', kind: 'content', state: 'sha256:p' } as const;

describe('dependencies noted in a container', () => {
  test('are merged: files from the container; packages, variables and the code of the author from the driver', () => {
    const here = kept(
      {
        modules: [module, { path: '../node_modules/.clew/x.mjs', identity: 'sha256:x', digest: 'sha256:x' }],
        resolutions: [toModule, { ...toPackage, to: 'node_modules/left/index.mjs' }],
        packages: [{ folder: 'node_modules/left', name: 'left', version: '1.0.0', files: 'sha256:bundled' }],
        files: [read, { path: 'data/*.csv', kind: 'glob', state: 'sha256:none' }],
      },
      { digest: 'sha256:ws', kind: 'source', content: 'w' },
      { digest: 'sha256:bundled', kind: 'package-files', content: '[]' },
    );
    const there: Dependencies = {
      ...noDependencies,
      resolutions: [toPackage],
      packages: [{ folder: '../node_modules/left', name: 'left', version: '1.0.0', files: 'sha256:files' }],
      files: [{ path: 'data/*.csv', kind: 'glob', state: 'sha256:some' }],
      variables: [{ name: 'MODE', hash: 'h' }],
    };
    const whole = withNotes(here, {
      dependencies: encodeDependencies(there),
      packageFiles: [{ digest: 'sha256:files', text: '[["i.js","sha256:i"]]' }],
      modules: [],
    })!;
    expect(decodeDependencies(whole.texts[0]!.content)).toEqual({
      modules: [module],
      resolutions: [toModule, toPackage],
      packages: there.packages,
      files: [...there.files, read],
      variables: there.variables,
      unknown: [],
    });
    expect(whole.digest).toBe(digestOf(whole.texts[0]!.content));
    expect(whole.texts.slice(1).map(({ kind, digest }) => [kind, digest])).toEqual([
      ['package-files', 'sha256:files'],
      ['source', 'sha256:ws'],
    ]);
  });

  test('are null when neither side noted anything', () => {
    expect(withNotes(null, { dependencies: null, packageFiles: [], modules: [] })).toBeNull();
  });
});
