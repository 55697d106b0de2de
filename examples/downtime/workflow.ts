import { From, FromIf, Param, Workflow, type Output } from 'clew';
import { PredictRisk } from './inference.ts';
import { TrainDowntime } from './training.ts';

@Workflow({ owner: '@reliability', doc: 'Which machines will stand still within the next month?' })
export class Downtime {
  @Param({ doc: 'today: nothing from this day on is looked at' }) day = new Date('2026-07-01');
  @Param({ doc: 'how many days ahead to look' }) horizon = 30;
  @Param({ doc: 'warn from this risk on' }) alarm = 0.5;
  @Param({ doc: 'a model below this AUC is not used' }) goodEnough = 0.75;

  @From(TrainDowntime) model!: Output<TrainDowntime>;

  @FromIf(
    PredictRisk,
    ({ model, goodEnough }: Downtime) => model.auc >= goodEnough && model.logLoss < model.baseline.logLoss,
  )
  warnings?: Output<PredictRisk>;

  run() {
    const { auc, accuracy, logLoss, baseline } = this.model;
    return { published: this.warnings !== undefined, auc, accuracy, logLoss, baseline, warnings: this.warnings ?? [] };
  }
}
