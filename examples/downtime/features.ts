import { FromEach, Param, Task, type Output } from 'clew';
import { LoadReadings } from './etl.ts';
import { addDays, dayOf, monthsBetween, type Day } from './lib/calendar.ts';
import { firstDay } from './lib/plant.ts';
import { histories, rowOf } from './lib/rows.ts';

/** Stage 2. One row a machine and week, counted back from today; the newest ones are those to predict. */
@Task({
  taskType: 'features',
  storage: 's3',
  owner: '@reliability',
  doc: 'What was known of each machine, week by week',
})
export class BuildFeatures {
  @Param({ doc: 'today: nothing from this day on is looked at' }) day!: Date;
  @Param({ doc: 'how many days ahead to look' }) horizon!: number;

  @FromEach(LoadReadings, (self: BuildFeatures) => monthsBetween(new Date(firstDay), self.day))
  months!: Output<LoadReadings>[];

  run() {
    const today = dayOf(this.day);
    const machines = histories(
      this.months.flatMap(({ readings }) => readings),
      this.months.flatMap(({ events }) => events),
    );
    const weeks: Day[] = [];
    for (let day = today; day > firstDay; day = addDays(day, -7)) weeks.unshift(day);
    return weeks.flatMap((asOf) =>
      machines.map((machine) => rowOf(machine, asOf, this.horizon, today)).filter((row) => row !== undefined),
    );
  }
}
