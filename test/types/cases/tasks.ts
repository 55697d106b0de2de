import { Param, Task, type Output } from '../../../src/authoring/index.ts';

/** Tasks that the cases ask for. */

export interface Reading {
  readonly machine: string;
  readonly load: number;
}

@Task()
export class LoadReadings {
  @Param() day!: Date;
  @Param() source: 'plant' | 'archive' = 'plant';

  async run(): Promise<Reading[]> {
    return [{ machine: this.source, load: this.day.getTime() }];
  }
}

@Task()
export class Validate {
  @Param() fold!: number;
  @Param() note?: string;

  run() {
    return { auc: this.fold / 10 };
  }

  helper(): number {
    return 1;
  }
}

@Task()
export class Publish {
  constructor(
    private readonly storage: Map<string, string>,
    readonly where: string,
  ) {}

  async run() {
    return this.storage.get(this.where) ?? 'published';
  }
}

@Task()
export class Untyped {
  run(): any {
    return JSON.parse('[]');
  }
}

@Task()
export class Silent {
  async run() {}
}

@Task()
export class Fits {
  @Param() range: [number, number] = [0, 1];
  @Param() kinds: ('a' | 'b')[] = [];
  @Param() grid: { epochs: number[]; since?: Date }[] = [];

  run(): number {
    return this.range[0];
  }
}

export interface Node {
  name: string;
  below: Node[];
}

@Task()
export class Grows {
  @Param() root!: Node;

  run(): string {
    return this.root.name;
  }
}

@Task()
export class Wraps<T> {
  @Param() value!: T;

  run(): { wrapped: T } {
    return { wrapped: this.value };
  }
}

export class NoRun {
  go(): number {
    return 1;
  }
}

export abstract class Unfinished {
  abstract run(): number;
}

export class WithArguments {
  run(epochs: number): number {
    return epochs;
  }
}

export class HiddenRun {
  protected run(): number {
    return 1;
  }
}

export type Readings = Output<LoadReadings>;
