import { From, FromEach, Param, StorageLayer, Task, TaskContext, type Output } from 'clew';
import { addDays, daysBetween } from './lib/calendar.ts';
import { fit, probability, type Model } from './lib/learner.ts';
import { average, rounded, scoresOf, type Scores } from './lib/scores.ts';
import { splitAt, type LabelledRow } from './lib/split.ts';
import { SelectTrainSet } from './selection.ts';

const learn = (rows: readonly LabelledRow[], strength: number): Model =>
  fit(
    rows.map(({ features }) => features),
    rows.map(({ stops }) => stops),
    strength,
  );

const judge = (rows: readonly LabelledRow[], guess: (row: LabelledRow) => number): Scores =>
  scoresOf(
    rows.map(guess),
    rows.map(({ stops }) => stops),
  );

/** One fold of the train set: learns from its beginning up to some week, and is judged on the weeks after. */
@Task({
  taskType: 'validation',
  modelFamily: 'classifier',
  owner: '@reliability',
  doc: 'One strength, judged on one fold',
})
export class Validate {
  @Param({ doc: 'of the L2 penalty' }) strength!: number;
  @Param() fold!: number;
  @Param({ doc: 'how many folds there are' }) folds!: number;

  @From(SelectTrainSet) rows!: Output<SelectTrainSet>;

  run() {
    const { train } = this.rows;
    const [first, last] = [train[0]!.asOf, train.at(-1)!.asOf];
    // One block more than folds: the first fold needs a past, too.
    const block = Math.floor(daysBetween(first, last) / (this.folds + 1));
    const start = addDays(first, block * (this.fold + 1));
    const { past, future } = splitAt(train, start, addDays(start, block));
    const model = learn(past, this.strength);
    return { strength: this.strength, ...judge(future, ({ features }) => probability(model, features)) };
  }
}

/** Stage 4. Takes the strength that did best on the folds, learns from the whole train set, is judged on the hold-out. */
@Task({
  taskType: 'training',
  modelFamily: 'classifier',
  storage: 's3',
  owner: '@reliability',
  doc: 'Logistic regression',
})
export class TrainDowntime {
  @Param({ doc: 'strengths of the L2 penalty to choose from' }) strengths: number[] = [1, 10, 100];
  @Param({ doc: 'how many folds to choose by' }) folds = 4;

  @From(SelectTrainSet) rows!: Output<SelectTrainSet>;

  @FromEach(Validate, (self: TrainDowntime) =>
    self.strengths.flatMap((strength) => Array.from({ length: self.folds }, (_, fold) => ({ strength, fold }))),
  )
  trials!: Output<Validate>[];

  constructor(
    private readonly storage: StorageLayer,
    private readonly context: TaskContext,
  ) {}

  async run() {
    const { train, holdOut } = this.rows;
    const lossOf = (strength: number): number =>
      average(this.trials.filter((trial) => trial.strength === strength).map(({ logLoss }) => logLoss));
    const strength = this.strengths.toSorted((a, b) => lossOf(a) - lossOf(b))[0]!;
    const model = learn(train, strength);
    // Whoever knows nothing of a machine says for each how often machines have stopped so far.
    const rate = average(train.map(({ stops }) => Number(stops)));
    const baseline = judge(holdOut, () => rate);
    this.context.metric('baselineLogLoss', baseline.logLoss);
    return {
      weights: await this.storage.store('weights', model),
      strength,
      ...judge(holdOut, ({ features }) => probability(model, features)),
      baseline: { rate: rounded(rate), accuracy: baseline.accuracy, logLoss: baseline.logLoss },
    };
  }
}
