import { ClewError, TaskError, UserError, messageOf } from '../../errors.ts';
import { classifyError } from './classify-error.ts';

/** These credentials may not do it, or the role may not be handed on. */
export class AccessDenied extends UserError {
  constructor(action: string, why: string, cause: unknown) {
    super('SAGEMAKER_ACCESS_DENIED', `These credentials may not use sagemaker:${action}: ${why}.`, {
      cause,
      next: 'Give them the policy of templates/aws, with iam:PassRole for the role in clew.config.ts.',
    });
  }
}

/** There are none, or they are wrong or too old. */
export class NoCredentials extends UserError {
  constructor(why: string, cause: unknown) {
    super('SAGEMAKER_NO_CREDENTIALS', `There are no valid credentials for SageMaker: ${why}.`, {
      cause,
      next: 'Run `aws sso login` or `aws configure`, or set AWS_PROFILE, and run the same command again: jobs go on meanwhile.',
    });
  }
}

export class RegionMissing extends UserError {
  constructor(cause: unknown) {
    super('SAGEMAKER_REGION_MISSING', 'Nothing says in which region SageMaker is to be used.', {
      cause,
      next: "Set region: '…' in sagemaker of clew.config.ts, or AWS_REGION.",
    });
  }
}

/** No answer, however often it was asked. */
export class Unreachable extends TaskError {
  constructor(action: string, why: string, cause: unknown) {
    super('SAGEMAKER_UNREACHABLE', `SageMaker does not answer ${action}: ${why}.`, {
      cause,
      next: 'Check the network, and the endpoint in clew.config.ts if there is one. The same command goes on.',
    });
  }
}

/** A request that SageMaker doesn't take. */
export class RequestRefused extends UserError {
  constructor(action: string, why: string, cause: unknown) {
    super('SAGEMAKER_REFUSED', `SageMaker refuses ${action}: ${why}.`, {
      cause,
      next: "Correct it in sagemaker of clew.config.ts, or in the task's @Task({ on: { … } }).",
    });
  }
}

const noCredentials =
  /^(?:ExpiredToken|UnrecognizedClient|InvalidClientTokenId|MissingAuthenticationToken|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|RequestExpired|CredentialsProviderError|TokenProviderError)/;

/** Says in our words what the SDK's error means to who wrote the settings. */
export function explain(thrown: unknown, action: string): Error {
  if (thrown instanceof ClewError) return thrown;
  const { name = '' } = (thrown ?? {}) as { name?: string };
  const why = saidBy(thrown);
  if (name === 'AbortError' && thrown instanceof Error) return thrown;
  if (messageOf(thrown) === 'Region is missing') return new RegionMissing(thrown);
  if (noCredentials.test(name)) return new NoCredentials(why, thrown);
  if (/^AccessDenied|NotAuthorized|OptInRequired/.test(name)) return new AccessDenied(action, why, thrown);
  const refusal = classifyError(thrown);
  if (refusal === 'lost' || refusal === 'throttled') return new Unreachable(action, why, thrown);
  return new RequestRefused(action, why, thrown);
}

function saidBy(thrown: unknown): string {
  const {
    name = '',
    code,
    $metadata,
  } = (thrown ?? {}) as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } };
  const text = messageOf(thrown).replace(/\.$/, '');
  const status = $metadata?.httpStatusCode;
  if (/^Unknown(?:Error)?$/.test(text) || text === name || text === '') return `it answered ${status ?? name}`;
  return code !== undefined && !text.includes(code) ? `${text} (${code})` : text;
}
