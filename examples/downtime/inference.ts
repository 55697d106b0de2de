import { From, Param, Task, TaskContext, type Output } from 'clew';
import { BuildFeatures } from './features.ts';
import { dayOf } from './lib/calendar.ts';
import { probability } from './lib/learner.ts';
import { TrainDowntime } from './training.ts';

/** Stage 5. Every warning that leaves the house has an output id: `clew bt` says where it came from. */
@Task({ taskType: 'inference', owner: '@reliability', doc: 'Which machines may stop within the horizon' })
export class PredictRisk {
  @Param({ doc: 'today' }) day!: Date;
  @Param({ doc: 'warn from this risk on' }) alarm!: number;

  @From(TrainDowntime) model!: Output<TrainDowntime>;
  @From(BuildFeatures) rows!: Output<BuildFeatures>;

  constructor(private readonly context: TaskContext) {}

  async run() {
    const weights = await this.model.weights.read();
    return this.rows
      .filter(({ asOf }) => asOf === dayOf(this.day))
      .map(({ machine, features }) => ({ machine, risk: Math.round(100 * probability(weights, features)) / 100 }))
      .filter(({ risk }) => risk >= this.alarm)
      .toSorted((a, b) => b.risk - a.risk)
      .map((warning) => ({ ...warning, id: this.context.outputId({ label: `machine ${warning.machine}` }) }));
  }
}
