import { Param, Task } from 'clew';
import { dayOf } from './lib/calendar.ts';
import { query } from './lib/plant.ts';

/** Stage 1. A month at a time: a month that is over never has to be loaded again. */
@Task({
  taskType: 'etl',
  storage: 's3',
  retries: 2,
  timeout: '5 min',
  owner: '@plant-data',
  doc: 'Readings and events, cleaned',
})
export class LoadReadings {
  @Param() from!: Date;
  @Param({ doc: 'the first day that is left out' }) until!: Date;

  run() {
    const { readings, events } = query(dayOf(this.from), dayOf(this.until));
    const seen = new Set<string>();
    const clean = readings.filter(({ machine, day, vibration, temperature }) => {
      const again = seen.has(`${machine} ${day}`);
      seen.add(`${machine} ${day}`);
      return !again && vibration > 0 && temperature > -50;
    });
    return { readings: clean, events, dropped: readings.length - clean.length };
  }
}
