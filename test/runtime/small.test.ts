import { describe, expect, it } from 'vitest';
import { familyMetrics, modelFamilies } from '../../src/families/model-families.ts';
import { describeThrown } from '../../src/runtime/describe-thrown.ts';

describe('description of anything thrown', () => {
  it("is plain data with the user's own line", () => {
    const error = describeThrown(new TypeError('no'));
    expect(error).toMatchObject({
      name: 'TypeError',
      message: 'no',
      code: null,
      at: { file: expect.stringContaining('small.test.ts') },
    });
  });

  it('includes each cause once', () => {
    const root = new Error('connection refused');
    const middle = new Error('can not load: connection refused', { cause: root });
    expect(describeThrown(new Error('step failed', { cause: middle })).message).toContain(
      'step failed; because can not load',
    );
    expect(describeThrown(middle).message).toBe('can not load: connection refused');
  });

  it.each([[null], [undefined], [Symbol('x')], [1n], [{ toString: null }], [Object.create(null)], [() => 1]])(
    'accepts %o',
    (thrown) => {
      expect(describeThrown(thrown)).toMatchObject({
        name: expect.stringContaining('a thrown'),
        message: expect.any(String),
      });
    },
  );
});

describe('metrics of a model family', () => {
  it('include the figures that the family knows and that are numbers', () => {
    expect(familyMetrics(modelFamilies['classifier'], { auc: 0.9, f1: '0.8', mae: 3 })).toEqual({ auc: 0.9 });
    expect(familyMetrics(modelFamilies['classifier'], null)).toEqual({});
    expect(familyMetrics(undefined, { auc: 1 })).toEqual({});
  });
});
