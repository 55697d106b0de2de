import type { LogStore } from '../../logs/store.ts';
import type { Site } from '../container/command.ts';
import type { Objects } from '../container/objects.ts';
import type { SageMakerDelays } from '../sagemaker-options.ts';
import type { Seats } from './seats.ts';
import type { WarmPools } from './warm-pools.ts';

/** The surroundings that the lives of all jobs share. */
export interface Ground {
  readonly site: Site;
  readonly objects: Objects;
  readonly logs: LogStore;
  readonly seats: Seats;
  readonly pools: WarmPools;
  /** In milliseconds of this machine. */
  readonly delays: Required<SageMakerDelays>;
  /** Milliseconds. */
  readonly grace: number;
  /** Everything ends at once. */
  readonly closing: AbortSignal;
}
