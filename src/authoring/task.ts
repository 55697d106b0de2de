import { decoratedTwice, decoratorSettings, notATask } from './errors.ts';
import { collectFields, fieldName } from './fields.ts';
import { layersAskedBy } from './layers.ts';
import { type HandlerOptions, handlerNames, settleHandlers } from './handlers.ts';
import { keepNote, noteOf, type Class, type InputNote, type TaskNote } from './notes.ts';
import { settleOptions, type TaskOptions } from './task-options.ts';
import { CallStack, ClassMarking } from './call-stack.ts';
import { constructorTypes, isClass } from './reflection.ts';
import type { TaskArgument } from './compile-time-checks.ts';

/** The options of `@Workflow`. */
export interface WorkflowOptions extends TaskOptions, HandlerOptions {}

/**
 * The decorator that `@Task()` and `@Workflow()` give: it marks a class with a public `run()`, and leaves it as it is.
 */
export type TaskDecorator = <C>(target: TaskArgument<C>) => void;

/**
 * Marks a class as a task: `run()` does the work, and what it returns is the task's output.
 * The class extends nothing, and its constructor's arguments are injected by class.
 *
 * @example
 * ```ts
 * @Task({ storage: 's3', retries: 2, timeout: '30 min' })
 * export class TrainDowntime {
 *   @Param() epochs = 20;
 *   @From(LoadReadings) readings!: Output<LoadReadings>;
 *
 *   async run() { return fit(this.readings, this.epochs); }
 * }
 * ```
 */
export function Task(options: TaskOptions = {}): TaskDecorator {
  return decorator('task', options, new CallStack(Task));
}

/**
 * Marks a class as a workflow: a task that is a named target for people. It composes like any other task.
 *
 * @example
 * ```ts
 * @Workflow({ doc: 'Train nightly, publish only what is good enough', onFailure: Alert, finally: [CleanUp] })
 * export class Nightly {
 *   @Param() day!: Date;
 *   @From(TrainDowntime) model!: Output<TrainDowntime>;
 *
 *   run() { return { auc: this.model.auc }; }
 * }
 * ```
 */
export function Workflow(options: WorkflowOptions = {}): TaskDecorator {
  return decorator('workflow', options, new CallStack(Workflow));
}

function decorator(kind: TaskNote['kind'], options: WorkflowOptions, stack: CallStack): TaskDecorator {
  return (target: unknown, context?: unknown) => mark(kind, options, stack, target, context);
}

function mark(
  kind: TaskNote['kind'],
  options: WorkflowOptions,
  stack: CallStack,
  target: unknown,
  context: unknown,
): void {
  const name = kind === 'task' ? 'Task' : 'Workflow';
  if (!isClass(target)) {
    throw notATask(`What @${name} marks`, 'is no class', `Write @${name}() right above \`class\`.`);
  }
  const where = `@${name} of ${target.name || 'an unnamed class'}`;
  if (context !== undefined) {
    throw decoratorSettings(where, 'it was compiled as a standard decorator, which knows no types');
  }
  const earlier = noteOf(target);
  if (earlier) throw decoratedTwice(target.name, name, earlier.kind === 'task' ? 'Task' : 'Workflow');
  if (typeof (target.prototype as { run?: unknown }).run !== 'function') {
    throw notATask(
      target.name || 'A class',
      `is marked by @${name} but has no method run()`,
      'Write `run() { … }` in it, as a method.',
    );
  }
  const isWorkflow = kind === 'workflow';
  const settled = settleOptions(options, target.name, where, isWorkflow ? handlerNames : []);
  const handlers = isWorkflow ? settleHandlers(options, target, where) : { onFailure: [], finally: [], requires: [] };
  const { params, inputs } = collectFields(target.prototype as object);
  for (const input of inputs) checkMarked(input, target);
  const types = constructorTypes(target);
  const layers = layersAskedBy(target);
  const marking = new ClassMarking(stack, target);
  keepNote(target, {
    ...settled,
    ...handlers,
    // Found when they are asked for: most classes that are decorated are never planned.
    get place() {
      return marking.place;
    },
    get module() {
      return marking.module;
    },
    get frames() {
      return marking.frames;
    },
    kind,
    target,
    params,
    inputs,
    layers,
    constructorTypes: types,
  });
}

/** By now every task that is asked for has its own mark, except this one itself. */
function checkMarked(input: InputNote, target: Class): void {
  if (input.task === target || noteOf(input.task)) return;
  const field = fieldName(target.prototype as object, input.field);
  throw notATask(
    `${input.task.name}, which ${field} asks for,`,
    'is not marked as a task',
    `Write @Task() above class ${input.task.name}.`,
  );
}
