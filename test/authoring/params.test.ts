import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { noteOf } from '../../src/authoring/notes.ts';
import { Param, Task } from '../../src/authoring/index.ts';

class Window {
  days = 7;
}

const mode = z.enum(['fast', 'exact']);
const letter = v.picklist(['a', 'b']);
const address = type('string.email');

@Task()
class Train {
  @Param() day!: Date;
  @Param() name!: string;
  @Param() epochs = 20;
  @Param() deep = false;
  @Param() folds: number[] = [];
  @Param() window = new Window();
  @Param() either!: string | number;
  @Param({ doc: 'for the service', secret: true, significant: false, optional: true }) token?: string;
  @Param(mode) mode: 'fast' | 'exact' = 'fast';
  @Param(letter, { doc: 'one letter' }) letter!: 'a' | 'b';
  @Param(address, {}) address!: string;

  run(): void {}
}

const params = noteOf(Train)!.params;
const param = (name: string) => params.find((one) => one.name === name);

describe('parameters', () => {
  it('have the type that the compiler emitted as metadata', () => {
    expect(params.slice(0, 8).map(({ name, type: seen }) => [name, seen])).toEqual([
      ['day', Date],
      ['name', String],
      ['epochs', Object],
      ['deep', Object],
      ['folds', Array],
      ['window', Object],
      ['either', Object],
      ['token', String],
    ]);
  });

  it('are required, visible and significant by default', () => {
    expect(param('day')).toEqual({
      name: 'day',
      type: Date,
      doc: undefined,
      secret: false,
      significant: true,
      optional: false,
      schema: undefined,
    });
    expect(param('token')).toMatchObject({ doc: 'for the service', secret: true, significant: false, optional: true });
  });

  it('accept schemas of any library, whether objects or functions', () => {
    expect(param('mode')).toMatchObject({ schema: mode, doc: undefined });
    expect(param('letter')).toMatchObject({ schema: letter, doc: 'one letter' });
    expect(param('address')?.schema).toBe(address);
    expect(typeof address).toBe('function');
  });

  it('are frozen', () => {
    expect(() => (params as unknown[]).push(1)).toThrow(TypeError);
    expect(Object.isFrozen(param('day'))).toBe(true);
  });
});

/** `@Param(…)` past the compiler's checks, on a field without metadata. */
function applyParam(...args: unknown[]): void {
  class Train2 {}
  (Param as (...args: unknown[]) => (self: object, key: string) => void)(...args)(Train2.prototype, 'x');
}

describe('parameters: errors', () => {
  it.each([
    [{ sekret: true }, "@Param of Train2.x: there is no option 'sekret'.", 'Did you mean secret?'],
    [{ doc: 3 }, '@Param of Train2.x: doc is a number.', 'Give a string.'],
    [{ optional: 'yes' }, '@Param of Train2.x: optional is a string.', 'Give a boolean.'],
    [new Date(0), 'neither options nor a Standard Schema', undefined],
    [() => true, 'neither options nor a Standard Schema', undefined],
  ])('refuses the option %o', (options, message, next) => {
    expect(() => applyParam(options)).toThrow(
      expect.objectContaining({
        code: 'BAD_OPTION',
        message: expect.stringContaining(message),
        ...(next === undefined ? {} : { next }),
      }),
    );
  });

  it('refuses a parameter with neither metadata nor a schema', () => {
    expect(() => applyParam()).toThrow(
      expect.objectContaining({
        code: 'DECORATOR_SETTINGS',
        message: "The type of Train2.x can't be read: the compiler left no metadata about it.",
        next: expect.stringContaining('emitDecoratorMetadata'),
      }),
    );
    expect(() => applyParam(z.string())).not.toThrow();
  });

  it('refuses functions as parameters', () => {
    expect(() => {
      class Callback {
        @Param() done!: () => void;
      }
      return Callback;
    }).toThrow(
      expect.objectContaining({ code: 'MISPLACED_DECORATOR', message: expect.stringContaining('Callback.done') }),
    );
  });
});
