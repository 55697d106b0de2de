import { types } from 'node:util';
import { checkKindUse } from '../authoring/kinds/kind.ts';
import { checkNameLength } from '../lineage/name-length.ts';
import { useExecutions } from '../runtime/current-execution.ts';
import { Call, type Registered } from './call.ts';
import { notRegisterable } from './errors.ts';
import { generating, generatingLater } from './generators.ts';
import { type AnyFunction, CallOptions, type RegisterOptions } from './register-options.ts';

const kinds: Readonly<Record<string, typeof now>> = {
  GeneratorFunction: generating,
  AsyncGeneratorFunction: generatingLater,
  AsyncFunction: later,
};

/** The function itself, recorded each time that it is called: sync, async or a generator, as it was. */
export function wrap<F extends AnyFunction>(fn: F, options: RegisterOptions<F>, to: Omit<Registered, 'kind'>): F {
  checkNameLength('component', to.component);
  const registered = { ...to, kind: checkKindUse(options.kind, `register of ${to.component}`) };
  if (typeof fn !== 'function' || /^class\b/.test(Function.prototype.toString.call(fn))) {
    if (typeof options === 'function') {
      const next = 'Write them before the function: {} where there is nothing to say.';
      throw notRegisterable(to.component, 'its options are missing', next);
    }
    const what = typeof fn === 'function' ? 'a class' : fn === undefined ? 'undefined' : `a ${typeof fn}`;
    throw notRegisterable(registered.component, `it is ${what}`, 'Give a function.');
  }
  useExecutions();
  const kind = kinds[(fn as { constructor: { name: string } }).constructor.name] ?? now;
  const wrapped = kind(fn, options as RegisterOptions, registered);
  for (const name of Reflect.ownKeys(fn)) {
    if (name !== 'prototype') Object.defineProperty(wrapped, name, Object.getOwnPropertyDescriptor(fn, name)!);
  }
  return wrapped as F;
}

function now(fn: AnyFunction, options: RegisterOptions, registered: Registered): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const call = new Call(registered);
    const asked = new CallOptions(options, this, args);
    call.beginNow(asked);
    let result: unknown;
    try {
      call.checkNow('before', asked);
      result = call.within(() => Reflect.apply(fn, this, args));
      if (!types.isPromise(result)) call.checkNow('after', asked, result);
    } catch (error) {
      call.failed(error);
      throw error;
    }
    if (types.isPromise(result)) return settled(call, asked, result);
    call.endNow(asked.outputs(result));
    return result;
  };
}

function later(fn: AnyFunction, options: RegisterOptions, registered: Registered): AnyFunction {
  return async function (this: unknown, ...args: unknown[]) {
    const call = new Call(registered);
    const asked = new CallOptions(options, this, args);
    const beginning = call.begin(asked);
    if (beginning) await beginning;
    const checking = call.check('before', asked);
    const run = (): unknown => Reflect.apply(fn, this, args);
    return settled(
      call,
      asked,
      checking ? checking.then(() => call.within(run)) : (call.within(run) as Promise<unknown>),
    );
  };
}

async function settled(call: Call, asked: CallOptions, promise: Promise<unknown>): Promise<unknown> {
  let result: unknown;
  try {
    result = await promise;
    const checking = call.check('after', asked, result);
    if (checking) await checking;
  } catch (error) {
    call.failed(error);
    throw error;
  }
  const ending = call.end(asked.outputs(result));
  if (ending) await ending;
  return result;
}
