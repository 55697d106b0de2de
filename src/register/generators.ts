import { Call, type Registered } from './call.ts';
import { type AnyFunction, CallOptions, type RegisterOptions } from './register-options.ts';

/*
 * A generator runs in pieces, and each of them is part of its call. It is over when it says so, when it throws, and when
 * whoever reads along has had enough. One that nobody reads to its end nor lets go of has not ended: it is not recorded.
 */

export function generating(fn: AnyFunction, options: RegisterOptions, registered: Registered): AnyFunction {
  return function* (this: unknown, ...args: unknown[]) {
    const call = new Call(registered);
    const asked = new CallOptions(options, this, args);
    call.beginNow(asked);
    let inner: Generator<unknown, unknown, unknown> | undefined;
    let isOver = false;
    try {
      call.checkNow('before', asked);
      inner = call.within(() => Reflect.apply(fn, this, args)) as Generator<unknown, unknown, unknown>;
      let step = call.within(() => inner!.next());
      while (!step.done) {
        let sent: unknown;
        try {
          sent = yield step.value;
        } catch (error) {
          step = call.within(() => inner!.throw(error));
          continue;
        }
        step = call.within(() => inner!.next(sent));
      }
      call.checkNow('after', asked, step.value);
      isOver = true;
      call.endNow(asked.outputs(step.value));
      return step.value;
    } catch (error) {
      isOver = true;
      call.failed(error);
      throw error;
    } finally {
      if (!isOver) {
        call.within(() => inner!.return(undefined));
        call.endNow(asked.outputs(undefined));
      }
    }
  };
}

export function generatingLater(fn: AnyFunction, options: RegisterOptions, registered: Registered): AnyFunction {
  return async function* (this: unknown, ...args: unknown[]) {
    const call = new Call(registered);
    const asked = new CallOptions(options, this, args);
    await call.begin(asked);
    let inner: AsyncGenerator<unknown, unknown, unknown> | undefined;
    let isOver = false;
    try {
      await call.check('before', asked);
      inner = call.within(() => Reflect.apply(fn, this, args)) as AsyncGenerator<unknown, unknown, unknown>;
      let step = await call.within(() => inner!.next());
      while (!step.done) {
        let sent: unknown;
        try {
          sent = yield step.value;
        } catch (error) {
          step = await call.within(() => inner!.throw(error));
          continue;
        }
        step = await call.within(() => inner!.next(sent));
      }
      await call.check('after', asked, step.value);
      isOver = true;
      await call.end(asked.outputs(step.value));
      return step.value;
    } catch (error) {
      isOver = true;
      call.failed(error);
      throw error;
    } finally {
      if (!isOver) {
        await call.within(() => inner!.return(undefined));
        await call.end(asked.outputs(undefined));
      }
    }
  };
}
