import { From, Param, Task, Workflow, type Output } from 'clew';

@Task({ doc: 'Makes some numbers' })
export class Numbers {
  @Param({ doc: 'how many' }) count = 10;

  run() {
    return Array.from({ length: this.count }, (_, i) => i * i);
  }
}

@Task({ doc: 'Their mean' })
export class Mean {
  @From(Numbers) numbers!: Output<Numbers>;

  run() {
    return this.numbers.reduce((sum, n) => sum + n, 0) / this.numbers.length;
  }
}

@Workflow({ doc: 'A first workflow: change a line, run it again, and see what runs' })
export class First {
  @Param({ doc: 'how many numbers; handed down by name' }) count = 10;
  @From(Mean) mean!: Output<Mean>;

  run() {
    return `the mean of ${this.count} squares is ${this.mean}`;
  }
}
