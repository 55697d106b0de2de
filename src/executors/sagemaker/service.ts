import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { CreateProcessingJobRequest, CreateTrainingJobRequest, SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Jobs } from '../../lineage/jobs/job-types.ts';
import { classifyError } from './classify-error.ts';
import type { JobKind } from './container.ts';
import { defaults } from './defaults.ts';
import { explain } from './explain-error.ts';
import { type Action, RateLimiter } from './rate-limiter.ts';
import { namesContain } from './job-name.ts';
import { type LogsSdk, type SageMakerSdk, loadLogsSdk, loadSdk } from './sdk.ts';
import type { SageMakerSettings } from './settings.ts';
import {
  type JobGlance,
  type JobView,
  processingGlance,
  processingView,
  trainingGlance,
  trainingView,
} from './job-states.ts';

const words = { processing: 'ProcessingJob', training: 'TrainingJob' } as const;
const logGroups = { processing: '/aws/sagemaker/ProcessingJobs', training: '/aws/sagemaker/TrainingJobs' } as const;

/** A request for a job, of either kind. */
export type CreateRequest =
  | { readonly kind: 'processing'; readonly request: CreateProcessingJobRequest }
  | { readonly kind: 'training'; readonly request: CreateTrainingJobRequest };

export interface LogEvents {
  readonly lines: readonly string[];
  /** Where to go on; the same again where there is no more just now. */
  readonly next: string | undefined;
}

/** The requests to AWS, in our words. It owns the clients, and everything goes through its gate. */
export class Service {
  readonly #settings: SageMakerSettings;
  readonly #gate: RateLimiter;
  /** Both clients have the same connections. */
  readonly #agents: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent };
  #sagemaker: { readonly sdk: SageMakerSdk; readonly client: SageMakerClient } | undefined;
  #logs: { readonly sdk: LogsSdk; readonly client: CloudWatchLogsClient } | undefined;

  constructor(settings: SageMakerSettings, jobs: Pick<Jobs, 'slot'>) {
    this.#settings = settings;
    const {
      endpoint,
      region = process.env['AWS_REGION'] ?? '',
      role,
      rates,
      connections = defaults.connections,
    } = settings;
    const sockets = { keepAlive: true, maxSockets: connections };
    this.#agents = { httpAgent: new HttpAgent(sockets), httpsAgent: new HttpsAgent(sockets) };
    const account = /::(\d{12}):/.exec(role)?.[1] ?? '';
    this.#gate = new RateLimiter({ place: endpoint ?? `${account}/${region}`, jobs, rates, connections });
  }

  /** Whether there is all that a request needs, credentials above all; nothing is asked of AWS for it. */
  async check(): Promise<void> {
    const { client } = this.#open();
    await client.config.credentials().catch((error: unknown) => {
      throw explain(error, 'DescribeProcessingJob');
    });
    await this.region();
  }

  /** The types of instances that there are for jobs of a kind, as this SDK knows them. */
  instances(kind: JobKind): readonly string[] {
    const { sdk } = this.#open();
    return Object.values(kind === 'processing' ? sdk.ProcessingInstanceType : sdk.TrainingInstanceType);
  }

  /** Where the jobs run, for people. */
  async region(): Promise<string> {
    const { client } = this.#open();
    return client.config.region().catch((error: unknown) => {
      throw explain(error, 'DescribeProcessingJob');
    });
  }

  /**
   * `created`, or why not: an answer that was lost may mean either. What is wrong with the request itself is thrown.
   * Asked again by the gate only where surely nothing was done.
   */
  async create(create: CreateRequest, signal: AbortSignal): Promise<'created' | 'taken' | 'lost' | 'full'> {
    const { sdk, client } = this.#open();
    const action = actionOf('Create', create.kind, 'create');
    const command =
      create.kind === 'processing'
        ? () => client.send(new sdk.CreateProcessingJobCommand(create.request))
        : () => client.send(new sdk.CreateTrainingJobCommand(create.request));
    try {
      await this.#gate.pass<unknown>(action, command, { signal, again: ['throttled'] });
      return 'created';
    } catch (error) {
      const refusal = classifyError(error);
      if (refusal === 'taken' || refusal === 'lost' || refusal === 'full') return refusal;
      if (signal.aborted) throw error;
      throw explain(error, action.name);
    }
  }

  /** Undefined where there is no such job. */
  async describe(kind: JobKind, name: string, signal?: AbortSignal): Promise<JobView | undefined> {
    const { sdk, client } = this.#open();
    const action = actionOf('Describe', kind, 'describe');
    try {
      if (kind === 'processing') {
        const command = new sdk.DescribeProcessingJobCommand({ ProcessingJobName: name });
        return processingView(await this.#gate.pass(action, () => client.send(command), { signal }));
      }
      const command = new sdk.DescribeTrainingJobCommand({ TrainingJobName: name });
      return trainingView(await this.#gate.pass(action, () => client.send(command), { signal }));
    } catch (error) {
      if (classifyError(error) === 'missing') return undefined;
      throw explain(error, action.name);
    }
  }

  /** One page of the jobs of ours that have changed since, the latest changed first. */
  async list(
    kind: JobKind,
    since: Date,
    token: string | undefined,
  ): Promise<{ readonly jobs: readonly JobGlance[]; readonly next: string | undefined }> {
    const { sdk, client } = this.#open();
    const action = actionOf('List', kind, 'list', 's');
    const input = {
      LastModifiedTimeAfter: since,
      NameContains: namesContain,
      MaxResults: 100,
      ...(token !== undefined && { NextToken: token }),
    };
    if (kind === 'processing') {
      const command = new sdk.ListProcessingJobsCommand(input);
      const page = await this.#gate.ask(action, () => client.send(command));
      return { jobs: (page.ProcessingJobSummaries ?? []).map(processingGlance), next: page.NextToken };
    }
    const command = new sdk.ListTrainingJobsCommand(input);
    const page = await this.#gate.ask(action, () => client.send(command));
    return { jobs: (page.TrainingJobSummaries ?? []).map(trainingGlance), next: page.NextToken };
  }

  /** One that is over or isn't there needs none. */
  async stop(kind: JobKind, name: string): Promise<void> {
    const { sdk, client } = this.#open();
    const action = actionOf('Stop', kind, 'stop');
    const command =
      kind === 'processing'
        ? () => client.send(new sdk.StopProcessingJobCommand({ ProcessingJobName: name }))
        : () => client.send(new sdk.StopTrainingJobCommand({ TrainingJobName: name }));
    try {
      await this.#gate.pass<unknown>(action, command);
    } catch (error) {
      const { name: why } = error as Error;
      if (classifyError(error) !== 'missing' && why !== 'ValidationException') throw explain(error, action.name);
    }
  }

  /** The streams of a job's containers; none before they have printed something. */
  async logStreams(kind: JobKind, name: string): Promise<string[]> {
    const { sdk, client } = this.#openLogs();
    const action: Action = { name: 'DescribeLogStreams', rate: 'logs' };
    const command = new sdk.DescribeLogStreamsCommand({
      logGroupName: logGroups[kind],
      logStreamNamePrefix: `${name}/`,
    });
    try {
      const { logStreams = [] } = await this.#gate.pass(action, () => client.send(command));
      return logStreams.map(({ logStreamName }) => logStreamName!);
    } catch (error) {
      // The group comes with its first job.
      if (classifyError(error) === 'missing') return [];
      throw explain(error, action.name);
    }
  }

  async logEvents(kind: JobKind, stream: string, from: string | undefined): Promise<LogEvents> {
    const { sdk, client } = this.#openLogs();
    const command = new sdk.GetLogEventsCommand({
      logGroupName: logGroups[kind],
      logStreamName: stream,
      startFromHead: true,
      ...(from !== undefined && { nextToken: from }),
    });
    const action: Action = { name: 'GetLogEvents', rate: 'logs' };
    const { events = [], nextForwardToken } = await this.#gate.ask(action, () => client.send(command));
    return { lines: events.map(({ message }) => message ?? ''), next: nextForwardToken };
  }

  close(): void {
    this.#sagemaker?.client.destroy();
    this.#logs?.client.destroy();
  }

  #open(): { readonly sdk: SageMakerSdk; readonly client: SageMakerClient } {
    if (this.#sagemaker) return this.#sagemaker;
    const sdk = loadSdk();
    return (this.#sagemaker = { sdk, client: new sdk.SageMakerClient(this.#clientOptions()) });
  }

  #openLogs(): { readonly sdk: LogsSdk; readonly client: CloudWatchLogsClient } {
    if (this.#logs) return this.#logs;
    const sdk = loadLogsSdk();
    return (this.#logs = { sdk, client: new sdk.CloudWatchLogsClient(this.#clientOptions()) });
  }

  /** The gate alone asks again: the SDK's own retries would go around it. */
  #clientOptions() {
    const { endpoint, region = endpoint && 'us-east-1' } = this.#settings;
    return {
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout: 10_000,
        requestTimeout: 60_000,
        throwOnRequestTimeout: true,
        ...this.#agents,
      },
    };
  }
}

const actionOf = (verb: string, kind: JobKind, rate: Action['rate'], plural = ''): Action => ({
  name: `${verb}${words[kind]}${plural}`,
  rate,
});
