import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { Param, Task } from '../../../src/authoring/index.ts';
import { TaskContext } from '../../../src/runtime/context.ts';

/** Tasks that do what a task should not, each of which ends the process that it runs in or makes it of no use. */

@Task({ retries: { times: 1, on: (error) => (error as { code?: string }).code === 'CALLED_EXIT' } })
export class Exits {
  @Param() code = 3;
  constructor(private readonly context: TaskContext) {}
  run(): void {
    this.context.progress(1);
    process.exit(this.code);
  }
}

@Task({ memory: '64 MB', retries: 1 })
export class Hoards {
  run(): void {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 10_000 }, Math.random));
  }
}

/** Says so before, because it can't any more afterwards. */
@Task()
export class Blocks {
  constructor(private readonly context: TaskContext) {}
  run(): void {
    this.context.progress(1);
    for (;;);
  }
}

@Task()
export class Deaf {
  constructor(private readonly context: TaskContext) {}
  async run(): Promise<void> {
    setInterval(() => undefined, 1000);
    this.context.progress(1);
    await new Promise(() => undefined);
  }
}

@Task()
export class Strays {
  @Param() token = '';
  async run(): Promise<void> {
    setTimeout(() => {
      throw new RangeError(`nobody catches ${this.token}`);
    });
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
}

@Task()
export class Stuck {
  run(): Promise<never> {
    return new Promise(() => undefined);
  }
}

@Task()
export class Signals {
  @Param() signal = 'SIGSEGV';
  run(): void {
    if (this.signal === 'abort') process.abort();
    process.kill(process.pid, this.signal);
    for (;;);
  }
}

@Task()
export class Prints {
  run(): void {
    console.log('to standard output');
    console.error('to standard error');
  }
}

/** Where it runs. */
@Task()
export class Place {
  run(): { pid: number; argument: string | undefined; tag: string } {
    const globals = globalThis as { clewTag?: string };
    globals.clewTag ??= String(Math.random());
    return { pid: process.pid, argument: process.argv[2], tag: globals.clewTag };
  }
}

/** Two of them come to their end only if they run at the same time: each busily waits for the other's file. */
@Task()
export class Meets {
  @Param() mine!: string;
  @Param() other!: string;
  run(): string {
    writeFileSync(this.mine, '');
    while (!existsSync(this.other));
    return 'met';
  }
}

/** Leaves a child behind that holds its standard output open. */
@Task()
export class Leaves {
  run(): void {
    spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 5000)'], { stdio: 'inherit' }).unref();
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  }
}
