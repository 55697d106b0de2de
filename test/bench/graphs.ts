import { From, FromEach, FromIf, Param, Task, Workflow, type Output } from 'clew';

@Task()
export class Link {
  @Param() n!: number;
  @FromIf(Link, (self: Link) => self.n > 1, (self: Link) => ({ n: self.n - 1 }))
  before?: number;

  run(): number {
    return (this.before ?? 0) + 1;
  }
}

@Workflow({ doc: 'Each task waits for the one before' })
export class Chain {
  @Param() count = 1000;
  @From(Link, (self: Chain) => ({ n: self.count })) last!: number;

  run() {
    return this.last;
  }
}

@Task()
export class Leaf {
  @Param() i!: number;

  run() {
    return this.i;
  }
}

@Workflow({ doc: 'Many tasks at once, and one that takes them all' })
export class FanOut {
  @Param() count = 1000;
  @FromEach(Leaf, (self: FanOut) => Array.from({ length: self.count }, (_, i) => ({ i }))) leaves!: Output<Leaf>[];

  run() {
    return this.leaves.reduce((sum, n) => sum + n, 0);
  }
}
