import { From, Param, PermanentError, Task, TaskContext, type Output } from 'clew';
import { Network } from './lib/network.ts';
import { Spirals } from './spirals.ts';

@Task({ isolate: 'thread', memory: '512 MB', timeout: '5 min', owner: '@ana' })
export class Fit {
  @Param({ doc: 'size of the hidden layer' }) width!: number;
  @Param({ doc: 'learning rate' }) rate!: number;
  @Param({ doc: 'passes over the points' }) epochs = 400;
  @From(Spirals) points!: Output<Spirals>;

  constructor(private readonly context: TaskContext) {}

  run() {
    const network = new Network(this.width);
    for (let epoch = 1; epoch <= this.epochs; epoch++) {
      const loss = network.learn(this.points, this.rate);
      // Another attempt would come to the same.
      if (!Number.isFinite(loss)) throw new PermanentError(`the loss has no bounds after ${epoch} epochs`);
      if (epoch % 100 === 0) this.context.progress(epoch, this.epochs);
    }
    const right = this.points.filter(({ x, y, side }) => network.score(x, y) > 0 === side > 0).length;
    const accuracy = right / this.points.length;
    this.context.metric('accuracy', accuracy);
    return { width: this.width, rate: this.rate, accuracy };
  }
}
