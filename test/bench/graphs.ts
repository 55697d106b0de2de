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
  @Param() from = 0;
  @FromEach(Leaf, ({ count, from }: FanOut) => Array.from({ length: count }, (_, i) => ({ i: from + i })))
  leaves!: Output<Leaf>[];

  run() {
    return this.leaves.reduce((sum, n) => sum + n, 0);
  }
}

@Workflow({ doc: 'The same for any number: the list is never in memory' })
export class Stream {
  @Param() count = 1000;
  @FromEach(Leaf, function* (self: Stream) {
    for (let i = 0; i < self.count; i++) yield { i };
  })
  leaves!: Output<Leaf>[];

  run() {
    return this.leaves.reduce((sum, n) => sum + n, 0);
  }
}

@Task({ isolate: 'thread' })
export class LeafApart {
  @Param() i!: number;

  run() {
    return this.i;
  }
}

@Workflow({ doc: 'The same, each in a thread' })
export class FanOutApart {
  @Param() count = 1000;
  @FromEach(LeafApart, (self: FanOutApart) => Array.from({ length: self.count }, (_, i) => ({ i })))
  leaves!: Output<LeafApart>[];

  run() {
    return this.leaves.reduce((sum, n) => sum + n, 0);
  }
}

@Task({ isolate: 'thread' })
export class Crunch {
  @Param() seed!: number;
  @Param() steps!: number;

  run() {
    let state = this.seed;
    for (let i = 0; i < this.steps; i++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state;
  }
}

@Workflow({ doc: 'Work for several cores' })
export class Crunching {
  @Param() count = 8;
  @Param() steps = 600_000_000;
  @FromEach(Crunch, ({ count, steps }: Crunching) => Array.from({ length: count }, (_, seed) => ({ seed, steps })))
  all!: Output<Crunch>[];

  run() {
    return this.all.length;
  }
}
