import { type Credentials, environmentOf, noAccount } from '../../aws/users.ts';
import type { Job } from '../jobs/job.ts';

/** Services around containers, and what their owner gives to all of them. */
export interface Services {
  readonly env: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly region: string;
  /** The address of SageMaker and CloudWatch Logs. */
  readonly endpoint: string;
  readonly s3: string | undefined;
}

/** A container's variables, and the names of those that its job asked for and doesn't get. */
export interface ContainerEnvironment {
  readonly env: Readonly<Record<string, string>>;
  readonly left: readonly string[];
}

/** Makes the environment of a job's container. `folder` stands for `/opt/ml`. */
export function environmentFor(job: Job, folder: string, site: Services): ContainerEnvironment {
  const { region } = site;
  const own = {
    ...(isAlone(job) ? noAccount : servicesOf(site)),
    CLEW_OPT_ML: folder,
    ...(job.requested.kind === 'training' && { TRAINING_JOB_NAME: job.name, TRAINING_JOB_ARN: job.arn }),
  };
  const regions: Record<string, string> = isAlone(job) ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  const isLeft = (name: string): boolean => decidesWhatRuns.test(name) || Object.hasOwn(own, name);
  const asked = Object.entries(job.environment);
  return {
    env: {
      ...ofTheMachine(),
      ...regions,
      ...own,
      ...site.env,
      ...Object.fromEntries(asked.filter(([name]) => !isLeft(name))),
    },
    left: asked.flatMap(([name]) => (isLeft(name) ? [name] : [])),
  };
}

/**
 * Variables that say what a process loads or starts before its program has its say, for the loaders and languages that
 * containers are written in. In a container of Amazon's they reach the container; here they would reach this machine.
 */
const decidesWhatRuns = new RegExp(
  [
    'PATH|PATHEXT|HOME|USERPROFILE|TMPDIR|TEMP|TMP|SYSTEMROOT|WINDIR|COMSPEC',
    'LD_.*|DYLD_.*|GCONV_PATH|LOCPATH|NLSPATH|MALLOC_.*|GLIBC_.*|HOSTALIASES|RES_OPTIONS',
    'NODE_.*|UV_.*|NPM_CONFIG_.*|OPENSSL_.*|SSL_CERT_.*',
    'SHELL|ENV|IFS|PS4|CDPATH|PROMPT_COMMAND|SHELLOPTS|BASHOPTS|BASH_.*',
    'PYTHON(?!UNBUFFERED$|HASHSEED$|DONTWRITEBYTECODE$|IOENCODING$|UTF8$).*|PERL5.*|PERLLIB|RUBY(?:OPT|LIB|PATH)|GEM_(?:HOME|PATH)',
    'R_(?:ENVIRON|PROFILE|LIBS|HOME).*|JULIA_.*|LUA_.*|PHPRC|PHP_INI_SCAN_DIR|CLASSPATH|JAVA_.*|JDK_.*|_JAVA_.*|CORECLR_.*|DOTNET_.*',
    'GIT_.*|SSH_.*|EDITOR|VISUAL|PAGER|BROWSER',
  ]
    .map((names) => `^(?:${names})$`)
    .join('|'),
  'i',
);

/** Whom Amazon gives no network. Here he isn't told how to reach anything. */
const isAlone = ({ requested: { kind, request } }: Job): boolean =>
  (kind === 'processing' ? request.NetworkConfig?.EnableNetworkIsolation : request.EnableNetworkIsolation) === true;

function servicesOf({ credentials, region, endpoint, s3 }: Services): Readonly<Record<string, string>> {
  const { AWS_REGION: _, ...who } = environmentOf(credentials, region);
  return { ...who, AWS_ENDPOINT_URL: endpoint, ...(s3 !== undefined && { AWS_ENDPOINT_URL_S3: s3 }) };
}

/** Gives the variables of this machine without which nothing can be started, or only slowly. */
function ofTheMachine(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'SystemRoot', 'NODE_COMPILE_CACHE'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
