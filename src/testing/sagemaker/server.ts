/// <reference lib="esnext.disposable" preserve="true" />
import type { Server } from 'node:http';
import { version } from '../../project/version.ts';
import { TokenBucket } from '../aws/faults/token-bucket.ts';
import { addressOf, answerBy, hangUp, listen, portOf } from '../aws/http/listen.ts';
import { RequestLog } from '../aws/http/log.ts';
import { type Credentials, credentialsOf, environmentOf, type AwsUsers, usersOf, defaultRegion } from '../aws/users.ts';
import { answer } from '../json/answer.ts';
import { type Serving, handle } from '../json/handle.ts';
import { Refusal } from '../json/refusal.ts';
import { logsService } from '../logs/service.ts';
import { LogStore } from '../logs/store.ts';
import { Objects } from './container/objects.ts';
import { type FaultsOfSageMaker, faultsOf } from './faults.ts';
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
  SageMakerOperation,
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
export class SageMakerServer {
  /** Where it listens: `http://127.0.0.1:39215`. */
  readonly endpoint: string;
  readonly port: number;
  readonly region: string;
  /** The credentials of the first user, as clients of the SDK take them. */
  readonly credentials: Credentials;
  /** The requests that it has been sent, in the order of arrival: the latest 100 000. */
  readonly requests: readonly SageMakerRequest[];
  readonly #jobs: Jobs;
  readonly #seed: string;
  readonly #role: string;
  #faults: FaultsOfSageMaker;
  readonly #close: () => Promise<void>;

  /** @internal */
  constructor(server: Server, options: SageMakerOptions & { readonly users: AwsUsers }) {
    const { users, region = defaultRegion, seed = 'clew', faults = [], rates = {}, onRequest } = options;
    const closing = new AbortController();
    const log = new RequestLog<SageMakerRequest, 'status' | 'error'>(onRequest);
    this.port = portOf(server);
    this.endpoint = addressOf(server);
    this.region = region;
    this.requests = log.requests;
    this.credentials = credentialsOf(users[0]);
    this.#seed = seed;
    this.#role = options.roles?.[0] ?? `arn:aws:iam::${account}:role/sandbox`;
    this.#faults = faultsOf(faults, seed);
    this.#jobs = new Jobs(region, options);
    const ground = this.#groundOf(options, closing.signal);
    const lives = new Set<Promise<void>>();
    const begin = (job: Job): void => {
      const life = live(job, ground).finally(() => lives.delete(life));
      lives.add(life);
    };
    const buckets = new Map(
      Object.entries(rates).map(([name, rate]) => [name, new TokenBucket(rate.perSecond, rate.burst)]),
    );
    const serving: Serving<SageMakerFaultKind> = {
      services: [sageMakerService(this.#jobs, begin), logsService<SageMakerFaultKind>(ground.logs, 'empty-page')],
      users,
      region,
      closing: closing.signal,
      rate: (operation) => buckets.get(operation),
      meet: (operation, input) => this.#faults.meet(operation as SageMakerOperation, jobOf(input)),
      note: ({ operation, input, fault }) =>
        log.note({ operation: operation as SageMakerOperation, job: jobOf(input), fault }),
    };
    answerBy(
      {
        handle(request, response, proceed) {
          proceed();
          return handle(serving, request, response);
        },
        refuse: (response, message) => answer(response, new Refusal('AccessDeniedException', message), 400),
      },
      server,
    );
    this.#close = async () => {
      closing.abort();
      // What is being brought or taken is cut off: nobody waits for it any more.
      ground.objects.close();
      await Promise.all([hangUp(server), ...lives]);
      ground.pools.close();
    };
  }

  #groundOf(options: SageMakerOptions, closing: AbortSignal): Ground {
    const { s3, images = {}, env = {}, pace = 1000, grace = 120, containers = 16, delays = {} } = options;
    const { starting = 90_000, ending = 10_000 } = delays;
    const { credentials, region, endpoint } = this;
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

  /** The faults that requests meet from now on. Setting them anew begins to count anew. */
  get faults(): readonly SageMakerFault[] {
    return this.#faults.all;
  }

  set faults(faults: readonly SageMakerFault[]) {
    this.#faults = faultsOf(faults, this.#seed);
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

  /** Variables with which the SDK of a child process finds this server, as its first user. */
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
  close(): Promise<void> {
    return this.#close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
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
