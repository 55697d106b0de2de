import assert from 'node:assert/strict';
import { type Check, all, text } from './case.ts';

const takesKey =
  (key: string): Check =>
  async (driver) => {
    await driver.put(key, Buffer.from(key));
    assert.equal(text(await driver.get(key)), key);
    assert.deepEqual(await all(driver.list('')), [key]);
    await driver.remove(key);
    assert.equal(await driver.size(key), undefined);
  };

const odd = [
  'a b/ä ö/日本.json',
  'quote\'"`$&;|<>*?#%41+',
  '-rf/--',
  'dots/.hidden/a..b/...c',
  `long/${'x'.repeat(200)}`,
  'emoji/🧵.bin',
];

const many = 1200;

/** Every key is taken as it is, and found again. */
export const keys: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(odd.map((key) => [`takes the key ${key} as it is`, takesKey(key)])),

  'lists keys by prefix, which may end in the middle of a name': async (driver) => {
    assert.deepEqual(await all(driver.list('')), []);
    const some = ['p/Train/1/output.json', 'p/Train/2/output.json', 'p/Tra', 'q/Train/1/x', 'p/Validate/1/a.partial'];
    await Promise.all(some.map((key) => driver.put(key, Buffer.from(key))));
    assert.deepEqual((await all(driver.list(''))).sort(), some.toSorted());
    assert.deepEqual((await all(driver.list('p/Tra'))).sort(), some.slice(0, 3).toSorted());
    assert.deepEqual(await all(driver.list('p/Train/2/')), ['p/Train/2/output.json']);
    assert.deepEqual(await all(driver.list('nothing')), []);
  },

  'serves many writers of different keys at once': async (driver) => {
    const all200 = Array.from({ length: 200 }, (_, i) => `run/${i % 7}/part-${i}`);
    await Promise.all(all200.map((key) => driver.put(key, Buffer.from(key.repeat(50)))));
    assert.deepEqual((await all(driver.list('run/'))).sort(), all200.toSorted());
    for (const key of all200) assert.equal(text(await driver.get(key)), key.repeat(50));
  },

  'lists more keys than fit on a page, each of them once': async (driver) => {
    const names = Array.from({ length: many }, (_, i) => `many/${i}`);
    await Promise.all(names.map((key) => driver.put(key, Buffer.from('x'))));
    assert.deepEqual((await all(driver.list('many/'))).sort(), names.toSorted());
  },

  'shows the place of a key': async (driver) => {
    assert.ok(driver.place('a/b').includes('a/b'));
    assert.match(driver.kind, /^\S+$/);
  },
};
