import { describe, expect, it } from 'vitest';
import { codeWith } from './code.ts';

describe('identity of code: aliases', () => {
  const task = `export class A { run() { return [state.n, inner, n]; } }`;
  it.each<[what: string, code: string]>([
    ['`var` in a block', '{ var n = ONE; } let state, inner;'],
    ['`var` in a loop', 'for (var n = 0; n < ONE; n++); let state, inner;'],
    ['`var` under a label', 'a: { try { var n = ONE; } catch {} } let state, inner;'],
    ['an alias', 'const state = { n: 0 }; const same = state; same.n = ONE;'],
    ['an alias of an alias', 'const state = { n: 0 }; const b = state, c = b; c.n += ONE;'],
    ['an alias in a block', 'const state = { n: 0 }; { const same = state; same.n = ONE; }'],
    ['an alias in a function', 'const state = { n: 0 }; function f() { const same = state; same.n = ONE; } f();'],
    ['an alias in an object', 'const state = { n: 0 }; const all = { state }; all.state.n = ONE;'],
    ['one of two', 'const state = { n: 0 }; (Date.now() ? state : {}).n = ONE;'],
    ['a pattern', 'const inner = {}; const { n = inner } = {}; n.m = ONE;'],
    ['an argument', 'const state = { n: 0 }; ((o) => { o.n = ONE; })(state);'],
    ['an argument of a function', 'const state = { n: 0 }; const set = (o) => { o.n = ONE; }; set(state);'],
    ['an element', 'const state = { n: 0 }; [state].forEach((o) => { o.n = ONE; });'],
    ['a list in a list', 'const inner = []; [[], inner].forEach((o) => o.push(ONE));'],
    ['a frozen alias', 'const state = { n: {} }; const same = Object.freeze(state); same.n.m = ONE;'],
    ['a nested part', 'const inner = { n: 0 }; const state = { inner }; state.inner.n = ONE;'],
    ['a sorted list', 'const inner = [2, 1]; const same = inner.reverse(); same.push(ONE);'],
  ])('changes with a value that is reached through %s', async (_what, code) => {
    const of = (n: string) => codeWith({ 'w.mjs': `${code.replace('ONE', n)} ${task}` }, ['A'], { file: 'w.mjs' });
    expect((await of('1')).identity).not.toBe((await of('2')).identity);
  });

  it('does not change with neighbours of such a value', async () => {
    const code = 'const size = 3; const a = { size }; a.n = ONE; const b = [1].map((x) => x + ONE);';
    const of = (n: string) =>
      codeWith({ 'w.mjs': `${code.replaceAll('ONE', n)} export const f = () => size;` }, ['f'], { file: 'w.mjs' });
    expect((await of('1')).identity).toBe((await of('2')).identity);
  });
});
