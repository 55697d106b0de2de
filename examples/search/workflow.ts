import { FromEach, Param, Workflow, type Output } from 'clew';
import { Conclude } from './conclude.ts';
import { Fit } from './fit.ts';

@Workflow({ doc: 'Which network tells two spirals apart? Fits many, on all cores', finally: Conclude })
export class Search {
  @Param({ doc: 'sizes of the hidden layer' }) widths: number[] = [8, 32];
  @Param({ doc: 'learning rates; some are too high for their network' }) rates: number[] = [0.02, 0.1, 3];

  @FromEach(Fit, (self: Search) => self.widths.flatMap((width) => self.rates.map((rate) => ({ width, rate }))), {
    tolerate: '50 %',
  })
  trials!: Output<Fit>[];

  run() {
    const [best] = this.trials.toSorted((a, b) => b.accuracy - a.accuracy);
    return { best, trials: this.trials.length };
  }
}
