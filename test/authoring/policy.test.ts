import { describe, expect, it } from 'vitest';
import { FromEach, From, Task, Workflow } from '../../src/authoring/index.ts';
import { noteOf } from '../../src/authoring/notes.ts';
import { toleratedOf } from '../../src/authoring/tolerance.ts';

@Task()
class Score {
  run(): number {
    return 1;
  }
}
@Task()
class Alert {
  run(): void {}
}

/** The public functions as somebody without a compiler sees them. */
const untyped = { From, FromEach, Task, Workflow } as unknown as Record<
  string,
  (...args: unknown[]) => (...target: unknown[]) => void
>;

const noted = (tolerate: unknown): unknown => {
  class Weekly {
    run(): void {}
  }
  untyped['FromEach']!(Score, () => [], { tolerate })(Weekly.prototype, 'scores');
  untyped['Task']!()(Weekly);
  return noteOf(Weekly)!.inputs[0]!.tolerate;
};

describe('tolerate', () => {
  it.each([
    [2, { most: 2, percent: false }],
    ['10 %', { most: 10, percent: true }],
    ['12.5%', { most: 12.5, percent: true }],
    ['100 %', { most: 100, percent: true }],
    [0, undefined],
    ['0 %', undefined],
    [undefined, undefined],
  ])('notes tolerate %o as %o', (given, note) => expect(noted(given)).toEqual(note));

  it.each(['10', '120 %', '-5 %', '%', '', -1, 1.5, Number.NaN, Infinity, null, true, [1]])(
    'refuses tolerate %o',
    (given) => {
      const shown = typeof given === 'string' ? `'${given}'` : String(given);
      expect(() => noted(given)).toThrow(
        expect.objectContaining({
          code: 'BAD_OPTION',
          exitCode: 2,
          message: `@FromEach of Weekly.scores: tolerate is ${shown}.`,
          next: "Give a whole number, 0 or more, or a share of 0 % to 100 % like '10 %'.",
        }),
      );
    },
  );

  it('refuses tolerate on anything but @FromEach', () => {
    const decorate = untyped['From']!(Score, undefined, { tolerate: 1 });
    expect(() => decorate(class Weekly {}.prototype, 'score')).toThrow("there is no option 'tolerate'");
  });

  it.each([
    ['10 %', 40, 4],
    ['10 %', 9, 0],
    ['33.3 %', 1000, 333],
    ['4.1 %', 1000, 41],
    ['100 %', 7, 7],
    [2, 40, 2],
    [2, 1, 2],
  ])('tolerates, with %s of %i, %i failures', (given, total, most) => {
    expect(toleratedOf(noted(given) as Parameters<typeof toleratedOf>[0], total)).toBe(most);
  });
});

describe('handlers (onFailure, finally)', () => {
  it('notes the handlers in their order, and none for a workflow without them', () => {
    @Workflow({ onFailure: Alert, finally: [Score, Alert] })
    class Nightly {
      run(): void {}
    }
    expect(noteOf(Nightly)).toMatchObject({ onFailure: [Alert], finally: [Score, Alert] });
    expect(noteOf(Score)).toMatchObject({ onFailure: [], finally: [] });
  });

  @Workflow({ finally: Alert })
  class Handled {
    run(): void {}
  }
  class Unmarked {
    run(): void {}
  }

  it.each([
    [{ onFailure: [undefined] }, 'onFailure names a task that is not there yet'],
    [{ finally: 'Alert' }, 'finally is no class'],
    [{ finally: [() => Alert] }, 'finally is no class'],
    [{ onFailure: [Alert, Alert] }, 'onFailure names Alert twice'],
    [{ finally: Handled }, 'finally names Handled, which has handlers of its own'],
    [{ finaly: Alert }, "there is no option 'finaly'"],
  ])('refuses the handlers %o', (options, why) => {
    class Nightly {
      run(): void {}
    }
    expect(() => untyped['Workflow']!(options)(Nightly)).toThrow(
      expect.objectContaining({ code: 'BAD_OPTION', message: `@Workflow of Nightly: ${why}.` }),
    );
  });

  it('refuses handlers that are not tasks or are the workflow itself, and handlers of a task', () => {
    class Nightly {
      run(): void {}
    }
    expect(() => untyped['Workflow']!({ onFailure: Unmarked })(Nightly)).toThrow(
      expect.objectContaining({
        code: 'NOT_A_TASK',
        message: 'Unmarked, which onFailure of @Workflow of Nightly names, is not marked as a task.',
        next: 'Write @Task() above class Unmarked.',
      }),
    );
    expect(() => untyped['Workflow']!({ finally: Nightly })(Nightly)).toThrow('finally names the workflow itself');
    expect(() => untyped['Task']!({ finally: Alert })(Nightly)).toThrow("there is no option 'finally'");
  });
});
