import { From, Param, Task, type Output } from 'clew';
import { BuildFeatures } from './features.ts';
import { addDays, dayOf } from './lib/calendar.ts';
import { isLabelled, splitAt } from './lib/split.ts';

/** Stage 3. What to learn from, and what to keep back until the end. */
@Task({ taskType: 'selection', storage: 's3', owner: '@reliability', doc: 'The train set, and a later hold-out' })
export class SelectTrainSet {
  @Param({ doc: 'today' }) day!: Date;
  @Param({ doc: 'how many days ahead to look' }) horizon!: number;
  @Param({ doc: 'days to keep back for the last judgement' }) holdOutDays = 120;

  @From(BuildFeatures) rows!: Output<BuildFeatures>;

  run() {
    const today = dayOf(this.day);
    const { past, future } = splitAt(
      this.rows.filter(isLabelled),
      addDays(today, -this.horizon - this.holdOutDays),
      today,
    );
    return { train: past, holdOut: future };
  }
}
