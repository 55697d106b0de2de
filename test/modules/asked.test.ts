import { describe, expect, it } from 'vitest';
import { lex } from '../../src/modules/imports.ts';

const clew = `import { From, FromEach, FromIf, Task } from 'clew';`;
const load = `import { Load } from './load';`;

describe('an import that only an input asks for', () => {
  it.each<[string, string]>([
    ['a value', `${clew} ${load} class A {} d([From(Load)], A)`],
    ['a handle', `${clew} ${load} d([From.artifact(Load)])`],
    ['many', `${clew} ${load} d([FromEach(Load, (self) => self.days)])`],
    ['perhaps one', `${clew} ${load} d([FromIf(\n  Load, (self) => self.on)])`],
    ['one in a file of its name', `${clew} import { load } from './load'; d([From(load)])`],
    [
      'at the end of a workflow',
      `import { Workflow } from 'clew'; ${load} d([Workflow({ doc: 'a', finally: [Load] })])`,
    ],
    ['twice', `import { From, Workflow } from 'clew'; ${load} d([Workflow({ onFailure: Load })]); d([From(Load)])`],
    ['with Clew under the same names', `import { From as From } from 'clew'; ${load} d([From(Load)])`],
    ['two of its tasks', `${clew} import { Load, Clean } from './load'; d([From(Load)]); d([From(Clean)])`],
  ])('is told: %s', (_, code) => {
    expect(lex(code).asked).toEqual(['./load']);
    expect(lex(code).imports).toContain('./load');
  });

  it.each<[string, string]>([
    ['the class is used as well', `${clew} ${load} d([From(Load)]); new Load();`],
    ['a static of it is used', `${clew} ${load} d([From(Load)]); Load.size;`],
    ['something else comes with it', `${clew} import { Load, helper } from './load'; d([From(Load)]); helper()`],
    ['it comes under another name', `${clew} import { Load as L } from './load'; d([From(L)])`],
    ['the whole module comes', `${clew} import * as all from './load'; d([From(all.Load)])`],
    ['it is handed on', `${clew} ${load} d([From(Load)]); export { Load };`],
    ['it is imported twice, once for its effect', `${clew} ${load} import './load'; d([From(Load)])`],
    ['it is imported again later', `${clew} ${load} d([From(Load)]); import('./load')`],
    ['it is handed on from there', `${clew} ${load} d([From(Load)]); export { other } from './load';`],
    ['From is not ours', `import { From } from 'elsewhere'; ${load} d([From(Load)])`],
    ['another object has such a key', `import { Workflow } from 'clew'; ${load} f({ finally: Load }); d([Workflow()])`],
    ['Workflow is not ours', `import { Workflow } from './own'; ${load} d([Workflow({ finally: Load })])`],
    ['the name only begins like it', `${clew} ${load} d([From(Loader)])`],
    ['a string may hold it', `${clew} ${load} d([From(Load)]); eval('Load')`],
  ])('is code like any other when %s', (_, code) => {
    expect(lex(code).asked).toEqual([]);
    expect(lex(code).imports).toContain('./load');
  });
});
