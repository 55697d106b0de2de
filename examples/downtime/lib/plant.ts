import { addDays, type Day } from './calendar.ts';
import { Random } from './random.ts';

/** What a machine's sensors said on one day. A broken sensor says -999. */
export interface Reading {
  readonly machine: string;
  readonly day: Day;
  /** mm/s */
  readonly vibration: number;
  /** °C */
  readonly temperature: number;
  /** Share of what the machine could do, in percent. */
  readonly load: number;
}

/** From the maintenance log: a planned service, or the day on which a machine stopped by itself. */
export interface PlantEvent {
  readonly machine: string;
  readonly day: Day;
  readonly kind: 'service' | 'standstill';
}

export const firstDay = '2025-01-01';
const days = 730;
const machines = 40;
const seed = 20250101;

/**
 * Stands in for the plant's database. Every machine has a wear that nobody can see: it grows with the load, shows as
 * vibration and heat, makes a stand-still likelier, and is taken away by a service or a repair.
 */
function simulate(): { readings: Reading[]; events: PlantEvent[] } {
  const random = new Random(seed);
  const readings: Reading[] = [];
  const events: PlantEvent[] = [];
  for (let number = 1; number <= machines; number++) {
    const machine = `M-${String(number).padStart(2, '0')}`;
    const wearADay = random.between(0.003, 0.011);
    const normalLoad = random.between(55, 85);
    const normalVibration = random.normal(2.2, 0.35);
    const normalHeat = random.normal(54, 3);
    const serviceEvery = Math.round(random.between(130, 220));
    let wear = random.between(0, 0.8);
    let nextService = Math.round(random.between(20, serviceEvery));
    let backOn = 0;
    for (let at = 0; at < days; at++) {
      if (at < backOn) continue;
      const day = addDays(firstDay, at);
      if (random.chance(0.0006 + 0.08 / (1 + Math.exp(-14 * (wear - 1))))) {
        events.push({ machine, day, kind: 'standstill' });
        backOn = at + Math.round(random.between(2, 9));
        nextService = backOn + serviceEvery;
        wear = random.between(0, 0.2);
        continue;
      }
      if (at >= nextService) {
        events.push({ machine, day, kind: 'service' });
        nextService = at + serviceEvery;
        wear = random.between(0, 0.15);
      }
      const load = Math.min(100, Math.max(10, random.normal(normalLoad, 8)));
      wear += wearADay * (load / 70) * random.between(0.5, 1.5);
      const summer = Math.sin((2 * Math.PI * (at - 100)) / 365);
      const vibration = normalVibration + 2.5 * wear ** 2 + random.normal(0, 0.35);
      const temperature = normalHeat + 0.12 * (load - 70) + 5 * summer + 9 * wear ** 1.5 + random.normal(0, 2);
      const broken = random.chance(0.01);
      readings.push({
        machine,
        day,
        vibration: broken ? -999 : tidy(vibration),
        temperature: tidy(temperature),
        load: tidy(load),
      });
      // Some gateways deliver a day twice.
      if (random.chance(0.005)) readings.push(readings.at(-1)!);
    }
  }
  return { readings, events };
}

const tidy = (value: number): number => Math.round(value * 100) / 100;

let plant: ReturnType<typeof simulate> | undefined;

/** What the plant's database holds for the days `[from, until)`, as it came in. */
export function query(from: Day, until: Day): { readings: Reading[]; events: PlantEvent[] } {
  const { readings, events } = (plant ??= simulate());
  const within = ({ day }: { readonly day: Day }): boolean => day >= from && day < until;
  return { readings: readings.filter(within), events: events.filter(within) };
}
