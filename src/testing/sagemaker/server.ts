/// <reference lib="esnext.disposable" preserve="true" />
import type { Server } from 'node:http';
import { version } from '../../project/version.ts';
import { TokenBucket } from '../aws/faults/token-bucket.ts';
import { addressOf, listen } from '../aws/http/listen.ts';
import { AwsServer } from '../aws/server.ts';
import { type AwsUsers, credentialsOf, defaultRegion, environmentOf, usersOf } from '../aws/users.ts';
import { jsonProtocol } from '../json/json-protocol.ts';
import { logsService } from '../logs/service.ts';
import { LogStore } from '../logs/store.ts';
import { Objects } from './container/objects.ts';
import { concerns } from './faults.ts';
import type { Ground } from './jobs/ground.ts';
import type { Job } from './jobs/job.ts';
import { Jobs, account } from './jobs/job-store.ts';
import { live } from './jobs/live.ts';
import { Seats } from './jobs/seats.ts';
import { WarmPools } from './jobs/warm-pools.ts';
import type {
  SageMakerFault,
  SageMakerFaultKind,
  SageMakerJob,
  SageMakerOptions,
  SageMakerRequest,
} from './sagemaker-options.ts';
import { sageMakerService } from './service.ts';

/**
 * Amazon SageMaker and CloudWatch Logs for tests and for developing without an account, on the loopback interface. It
 * checks requests as they are documented, runs containers as processes of this machine, and goes wrong on demand.
 * {@link startSageMaker} starts one.
 *
 * @example
 * ```ts
 * await using sagemaker = await startSageMaker({ s3 });
 * sagemaker.faults = [{ kind: 'cut-after', operation: 'CreateProcessingJob', at: 0 }];
 * ```
 */
export class SageMakerServer extends AwsServer<SageMakerRequest, SageMakerFault> {
  readonly #jobs: Jobs;
  readonly #role: string;
  readonly #ground: Ground;
  readonly #lives = new Set<Promise<void>>();

  /** @internal */
  constructor(server: Server, options: SageMakerOptions & { readonly users: AwsUsers }) {
    const { region = defaultRegion, rates = {} } = options;
    const closing = new AbortController();
    const ground = groundOf(server, options, closing.signal);
    const jobs = new Jobs(region, options);
    const protocol = jsonProtocol<SageMakerFaultKind>({
      services: [sageMakerService(jobs, (job) => this.#begin(job)), logsService(ground.logs, 'empty-page')],
      rates: new Map(Object.entries(rates).map(([name, rate]) => [name, new TokenBucket(rate.perSecond, rate.burst)])),
      subjectOf: jobOf,
    });
    super(server, options, { protocol, concerns, closing });
    this.#jobs = jobs;
    this.#role = options.roles?.[0] ?? `arn:aws:iam::${account}:role/sandbox`;
    this.#ground = ground;
  }

  #begin(job: Job): void {
    const life = live(job, this.#ground).finally(() => this.#lives.delete(life));
    this.#lives.add(life);
  }

  /** The state of every job, in the order of creation for each kind. */
  get jobs(): readonly SageMakerJob[] {
    return this.#jobs.all.map(({ requested, name, state, starts, environment }) => ({
      kind: requested.kind,
      name,
      status: state.status,
      starts,
      environment,
    }));
  }

  get env(): Readonly<Record<string, string>> {
    const { credentials, region, endpoint } = this;
    return {
      ...environmentOf(credentials, region),
      AWS_ENDPOINT_URL_SAGEMAKER: endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
    };
  }

  /** The values that go into the section `sagemaker` of the settings, but for the storage layer. */
  get settings(): Readonly<Record<'role' | 'image' | 'region' | 'endpoint', string>> {
    const { region, endpoint } = this;
    return { role: this.#role, image: `${account}.dkr.ecr.${region}.amazonaws.com/clew:${version}`, region, endpoint };
  }

  /** Ends all connections and kills all containers. */
  override async close(): Promise<void> {
    const closed = super.close();
    // What is being brought or taken is cut off: nobody waits for it any more.
    this.#ground.objects.close();
    await Promise.all([closed, ...this.#lives]);
    this.#ground.pools.close();
  }
}

function groundOf(
  server: Server,
  options: SageMakerOptions & { readonly users: AwsUsers },
  closing: AbortSignal,
): Ground {
  const { s3, images = {}, env = {}, pace = 1000, grace = 120, containers = 16, delays = {} } = options;
  const { starting = 90_000, ending = 10_000 } = delays;
  const { users, region = defaultRegion } = options;
  const [credentials, endpoint] = [credentialsOf(users[0]), addressOf(server)];
  return {
    site: { images, env, credentials, region, endpoint, s3: s3?.endpoint },
    objects: new Objects(s3),
    logs: new LogStore(),
    seats: new Seats(containers),
    pools: new WarmPools(pace),
    delays: { starting: starting / pace, ending: ending / pace },
    grace: grace * 1000,
    closing,
  };
}

function jobOf(input: Readonly<Record<string, unknown>>): string | undefined {
  const name = input['ProcessingJobName'] ?? input['TrainingJobName'];
  return typeof name === 'string' ? name : undefined;
}

/**
 * Starts a {@link SageMakerServer} in this process. It keeps everything in memory, and forgets it when it closes.
 *
 * @example
 * ```ts
 * await using s3 = await startS3({ buckets: ['models'] });
 * await using sagemaker = await startSageMaker({ s3, quotas: { 'ml.m5.large': 4 } });
 * const { endpoint, region, credentials } = sagemaker;
 * const client = new SageMakerClient({ endpoint, region, credentials });
 * ```
 */
export async function startSageMaker(options: SageMakerOptions = {}): Promise<SageMakerServer> {
  const { port = 0, connections } = options;
  return new SageMakerServer(await listen(port, connections), { ...options, users: usersOf(options.users) });
}
