import { mkdtemp, rm, writeFile, readFile, unlink, mkdir } from 'node:fs/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRecord } from '../../src/lineage/open-record.ts';
import type { LineageRecord } from '../../src/lineage/record.ts';
import type { Lineage } from '../../src/register/api.ts';
import { lineage as usual } from '../../src/register/lineage.ts';
import { Register } from '../../src/register/register.ts';

const folder = await mkdtemp(join(tmpdir(), 'clew-register-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const settings = { sqlite: at('record.db') };

let lineage: Lineage;
let record: LineageRecord;
beforeAll(async () => {
  lineage = await usual.open({ cwd: folder, record: settings });
  record = await openRecord(settings);
  return async () => {
    await record.close();
    await lineage.close();
  };
});

/** The way back from an id, once all is recorded. */
async function traced(id: string) {
  await lineage.flush();
  return record.trace(id);
}
const componentsOf = async (id: string) => (await traced(id)).frames.map(({ component }) => component);

describe('registered functions', () => {
  test('keep the return value and the name of a sync function, and record its place and code', async () => {
    const twice = lineage.register('twice', { params: (n: number) => ({ n }) }, function double(n: number) {
      lineage.log('twice-1', { label: 'the first' });
      lineage.metric('size', n);
      return 2 * n;
    });
    expect([twice(4), twice.name, twice.length]).toEqual([8, 'double', 1]);
    const [frame] = (await traced('twice-1')).frames;
    expect(frame).toMatchObject({ component: 'twice', status: 'ran', params: { n: 4 }, metrics: { size: 4 } });
    expect(frame!.code.place).toMatch(/calls\.test\.ts:\d+$/);
    const line = Number(frame!.code.place!.split(':').at(-1));
    expect(readFileSync(import.meta.filename, 'utf8').split('\n')[line - 1]).toContain("lineage.register('twice'");
    expect(frame!.code.digest).toMatch(/^sha256:/);
    expect((await record.componentRun(frame!.componentRun)).outputIds).toMatchObject([{ label: 'the first' }]);
  });

  test('may be async, return a promise, or be methods that need their object', async () => {
    const later = lineage.register('later', {}, async (id: string) => {
      await new Promise((resume) => setImmediate(resume));
      return lineage.log(id);
    });
    const promised = lineage.register('promised', {}, (id: string) => Promise.resolve().then(() => lineage.log(id)));
    const scorer = {
      scale: 3,
      score: lineage.register('score', {}, function (this: { scale: number }, n: number) {
        lineage.log(`score-${this.scale * n}`);
        return this.scale * n;
      }),
    };
    expect([await later('later-1'), await promised('promised-1'), scorer.score(2)]).toEqual([
      'later-1',
      'promised-1',
      6,
    ]);
    expect(await componentsOf('later-1')).toEqual(['later']);
    expect(await componentsOf('promised-1')).toEqual(['promised']);
    expect(await componentsOf('score-6')).toEqual(['score']);
  });

  test('may be generators: read to the end, left early, and thrown into', async () => {
    const count = lineage.register('count', {}, function* (name: string): Generator<number, string, number> {
      try {
        lineage.log(`${name}-begun`);
        const got = yield 1;
        lineage.log(`${name}-${got}`);
        yield 2;
        return 'done';
      } catch (error) {
        lineage.log(`${name}-caught`);
        throw error;
      } finally {
        lineage.log(`${name}-left`);
      }
    });
    const read = count('read');
    expect([read.next(), read.next(7), read.next(0)]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: 'done' },
    ]);
    const early = count('early');
    early.next();
    early.return('enough');
    const broken = count('broken');
    broken.next();
    expect(() => broken.throw(new Error('enough'))).toThrow('enough');
    const rows = lineage.register('rows', {}, async function* (upTo: number) {
      for (let n = 0; n < upTo; n++) yield n;
      lineage.log('rows-1');
    });
    const seen: number[] = [];
    for await (const n of rows(3)) seen.push(n);
    expect(seen).toEqual([0, 1, 2]);
    for (const id of ['read-7', 'read-left', 'early-left', 'broken-caught'])
      expect(await componentsOf(id)).toEqual(['count']);
    expect(await componentsOf('rows-1')).toEqual(['rows']);
    expect((await traced('early-begun')).frames[0]!.status).toBe('ran');
    expect((await traced('broken-begun')).frames[0]).toMatchObject({ status: 'failed', error: 'enough' });
  });

  test('record a failure with its error, and rethrow it unchanged', async () => {
    const error = new RangeError('rate is NaN');
    const fail = lineage.register('fail', {}, (id: string): never => {
      lineage.log(id);
      throw error;
    });
    const reject = lineage.register('reject', {}, async (id: string) => fail(id));
    expect(() => fail('failed-1')).toThrow(error);
    await expect(reject('failed-2')).rejects.toBe(error);
    const { frames } = await traced('failed-2');
    expect(frames.map(({ component, status, error: said }) => [component, status, said])).toEqual([
      ['fail', 'failed', 'rate is NaN'],
      ['reject', 'failed', 'rate is NaN'],
    ]);
    expect((await record.componentRun(frames[0]!.componentRun)).error).toMatchObject({ name: 'RangeError' });
  });

  test('may be methods marked by @Register, under their own name or a given one', async () => {
    class Scorer {
      readonly bias = 1;
      @Register({ inputs: (machine: string) => [`https://ana:pw@plant.example/${machine}?token=t&day=1`] })
      async serve(machine: string): Promise<string> {
        return usual.log(`serve-${machine}-${this.bias}`);
      }
      @Register({ component: 'train' })
      static train(): string {
        return usual.log('train-1');
      }
    }
    // The decorator writes to the record of the project: this process has none but by the environment.
    expect(Scorer.prototype.serve.name).toBe('serve');
    expect(Scorer.train.name).toBe('train');
  });

  test('refuse anything that is not a function', () => {
    class Thing {}
    expect(() => lineage.register('thing', {}, Thing as never)).toThrow("thing can't be registered: it is a class.");
    expect(() => lineage.register('thing', {}, 5 as never)).toThrow("thing can't be registered: it is a number.");
    expect(() => lineage.register('thing', (() => 1) as never, undefined as never)).toThrow(
      "thing can't be registered: its options are missing.",
    );
  });
});

describe('registered functions: output ids', () => {
  test('belong to the innermost call at any depth, which knows its caller', async () => {
    const inner = lineage.register('inner', {}, async () => lineage.log('depth-2'));
    const outer = lineage.register('outer', {}, async () => {
      lineage.log('depth-1');
      await Promise.all([1, 2].map(async () => inner()));
    });
    await outer();
    expect(await componentsOf('depth-1')).toEqual(['outer']);
    expect(await componentsOf('depth-2')).toEqual(['inner', 'outer']);
  });

  test('are created when none is given: short, sortable, and readable aloud', async () => {
    const ids: string[] = [];
    lineage.register('ids', {}, () => {
      for (let i = 0; i < 50; i++) ids.push(lineage.log());
    })();
    expect(ids.toSorted()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^out-[0-9a-hjkmnp-tv-z]{13}$/);
    expect(await componentsOf(ids[49]!)).toEqual(['ids']);
  });

  test('may be very many, from a generator, and unusual ones are kept unchanged', async () => {
    const many = lineage.register('many', {}, () => {
      lineage.logMany(
        (function* () {
          for (let i = 0; i < 25_000; i++) yield `many-${i}`;
        })(),
      );
      lineage.logMany([' ', 'a\tb', '🧵', "'; drop table output_id; --"]);
    });
    many();
    for (const id of ['many-0', 'many-9999', 'many-24999', ' ', 'a\tb', '🧵', "'; drop table output_id; --"]) {
      const { frames } = await traced(id);
      expect([id, frames.map(({ component, status }) => `${component} ${status}`)]).toEqual([id, ['many ran']]);
    }
  });

  test('are refused outside of calls and tasks', () => {
    for (const [call, what] of [
      [() => lineage.log('x'), 'lineage.log()'],
      [() => lineage.logMany(['x']), 'lineage.logMany()'],
      [() => lineage.metric('auc', 1), 'lineage.metric()'],
    ] as const) {
      expect(call).toThrow(`${what} was called while no registered function and no task runs.`);
    }
    const bad = lineage.register('bad', {}, (id: never) => lineage.log(id));
    expect(() => bad('' as never)).toThrow('An output id is some text, and got an empty text.');
    expect(() => bad(5 as never)).toThrow('An output id is some text, and got a number.');
  });
});

describe('registered functions: inputs and outputs', () => {
  const write = lineageFunction();
  function lineageFunction() {
    return (name: string, to: string, text: string, from: unknown[] = []) =>
      lineage.register(name, { inputs: () => from, outputs: () => [at(to)] }, async () => writeFile(at(to), text))();
  }
  const read = (name: string, inputs: () => never | object) =>
    lineage.register(name, { inputs: inputs as () => [] }, () => lineage.log())();

  test('identify a file by its content: other bytes are another version, equal bytes the latest one', async () => {
    await write('first', 'a.csv', 'one');
    const before = read('reader', () => [at('a.csv')]);
    await write('second', 'a.csv', 'two');
    const after = read('reader', () => ({ rows: pathToFileURL(at('a.csv')) }));
    await write('third', 'a.csv', 'one');
    const again = read('reader', () => [at('a.csv')]);
    await writeFile(at('a.csv'), 'by hand');
    const byHand = read('reader', () => [at('a.csv')]);
    expect(await componentsOf(before)).toEqual(['reader', 'first']);
    expect(await componentsOf(after)).toEqual(['reader', 'second']);
    expect(await componentsOf(again)).toEqual(['reader', 'third']);
    expect(await componentsOf(byHand)).toEqual(['reader']);
    const [input] = (await traced(after)).frames[0]!.inputs;
    expect(input).toMatchObject({ name: 'rows', at: 'a.csv' });
    expect((await traced(byHand)).frames[0]!.inputs[0]).toMatchObject({ name: 'a.csv', from: null, at: 'a.csv' });
  });

  test('of a file that is read and written are the earlier and the new version', async () => {
    await write('start', 'state.json', '1');
    const step = lineage.register('step', { inputs: [at('state.json')], outputs: [at('state.json')] }, () => {
      writeFileSync(at('state.json'), String(Number(readFileSync(at('state.json'), 'utf8')) + 1));
      return lineage.log();
    });
    step();
    const id = step();
    expect(await readFile(at('state.json'), 'utf8')).toBe('3');
    expect(await componentsOf(id)).toEqual(['step', 'step', 'start']);
  });

  test('report a file that is missing, vanishes or is not a file, without failing the call', async () => {
    await writeFile(at('gone.csv'), 'x'.repeat(100));
    await mkdir(at('folder'), { recursive: true });
    const remove = lineage.register('remove', { inputs: [at('gone.csv')], outputs: [at('gone.csv')] }, async () => {
      await unlink(at('gone.csv'));
      return lineage.log('gone-1');
    });
    await remove();
    const id = read('looks', () => [at('gone.csv'), at('folder'), '/dev/null/x']);
    expect((await traced(id)).frames[0]!.inputs.map(({ digest }) => digest)).toEqual([
      'absent',
      'folder',
      expect.any(String),
    ]);
    expect((await traced('gone-1')).frames[0]!.inputs[0]!.digest).toMatch(/^sha256:/);
  });

  test('digest a large file in pieces, in async and sync functions alike', async () => {
    const bytes = Buffer.alloc(5_000_000, 'abc');
    await writeFile(at('large.bin'), bytes);
    const digests: (string | undefined)[] = [];
    const later = lineage.register('large', { inputs: [at('large.bin')] }, async () => lineage.log());
    const now = lineage.register('large', { inputs: [at('large.bin')] }, () => lineage.log());
    for (const id of [await later(), now()]) digests.push((await traced(id)).frames[0]!.inputs[0]!.digest);
    const { digestOf } = await import('../../src/values/digest.ts');
    expect(digests).toEqual([digestOf(bytes), digestOf(bytes)]);
  });

  test('link values: the output of one call is the input of the next, others are from outside', async () => {
    const featurize = lineage.register('featurize', { outputs: (features) => ({ features }) }, (n: number) => ({
      load: n,
    }));
    const infer = lineage.register(
      'infer',
      { inputs: (features: object, alarm: number) => ({ features, alarm }) },
      (features: object, alarm: number) => lineage.log(undefined, { label: `${Object.keys(features)[0]} ${alarm}` }),
    );
    const features = featurize(4);
    const id = infer(features, 0.5);
    const copy = infer({ load: 4 }, 0.5);
    features.load = 5;
    const changed = infer(features, 0.5);
    expect(await componentsOf(id)).toEqual(['infer', 'featurize']);
    expect(await componentsOf(copy)).toEqual(['infer']);
    expect(await componentsOf(changed)).toEqual(['infer']);
    expect((await traced(id)).frames[0]!.inputs[1]).toMatchObject({ name: 'alarm', from: null, at: '0.5' });
  });

  test('show addresses without credentials, lists by item, and texts as values', async () => {
    const id = read('web', () => ({
      pages: ['https://ana:pw@plant.example/m?token=t&day=1', new URL('s3://bucket/key')],
      text: lineage.value('no path'),
      list: lineage.value(['a', 'b']),
    }));
    const { inputs } = (await traced(id)).frames[0]!;
    expect(inputs.map(({ name, at: place }) => [name, place])).toEqual([
      ['pages', 'https://plant.example/m?day=1'],
      ['pages', 's3://bucket/key'],
      ['text', '"no path"'],
      ['list', '["a","b"]'],
    ]);
  });

  test('distinguish addresses with different keys, and ignore signatures', async () => {
    const digestOf = async (page: string) => (await traced(read('web', () => ({ page })))).frames[0]!.inputs[0]!.digest;
    const base = 'https://plant.example/m';
    const [a, b, again, signed, later] = await Promise.all(
      ['?key=a', '?key=b', '?key=a', '?X-Amz-Date=1&X-Amz-Signature=2', '?X-Amz-Date=3&X-Amz-Signature=4'].map(
        (query) => digestOf(base + query),
      ),
    );
    expect(a).not.toBe(b);
    expect([again, later]).toEqual([a, signed]);
  });

  test('warn about options that throw and values that cannot be stored, without failing the call', async () => {
    const warnings: string[] = [];
    const hear = (warning: Error): void => void warnings.push(`${warning.name}: ${warning.message}`);
    process.on('warning', hear);
    const inputs = (): never => {
      throw new Error('no inputs today');
    };
    const id = lineage.register('careless', { inputs, params: () => ({ f: () => 1 }) }, () => lineage.log())();
    expect(await componentsOf(id)).toEqual(['careless']);
    process.off('warning', hear);
    expect(warnings).toEqual([
      "LineageWarning: Of careless, not all could be recorded: f in params can't be kept: it is a function.",
      'LineageWarning: Of careless, not all could be recorded: no inputs today',
    ]);
  });
});

describe('registered functions: components', () => {
  test('are created or found, take doc, owner, tags and kind, and register functions', async () => {
    const serve = await lineage
      .component('serve')
      .describe('risk per machine')
      .ownedBy('@ana')
      .tagged('online')
      .kind('ranker');
    expect(serve).toMatchObject({ doc: 'risk per machine', owner: '@ana', tags: ['online'], sort: 'ranker' });
    const answer = serve.register({}, () => lineage.log());
    expect(await componentsOf(answer())).toEqual(['serve']);
    expect(await lineage.component('serve')).toMatchObject({ name: 'serve', owner: '@ana' });
    expect((await serve.tagged('risk')).tags).toEqual(['online', 'risk']);
    // Nobody waits for this one.
    serve.ownedBy('@bo');
    await Promise.resolve();
    await lineage.flush();
    expect((await record.components()).find(({ name }) => name === 'serve')).toMatchObject({ owner: '@bo' });
  });
});
