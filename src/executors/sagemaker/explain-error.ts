import { ClewError, messageOf, userError, taskError } from '../../errors.ts';
import { classifyError } from './classify-error.ts';

/** These credentials may not do it, or the role may not be handed on. */
export const accessDenied = userError('SAGEMAKER_ACCESS_DENIED', (action: string, why: string, cause: unknown) => ({
  message: `These credentials may not use sagemaker:${action}: ${why}.`,
  cause,
  next: 'Give them the policy of templates/aws, with iam:PassRole for the role in clew.config.ts.',
}));

/** There are none, or they are wrong or too old. */
export const credentialsMissing = userError('SAGEMAKER_NO_CREDENTIALS', (why: string, cause: unknown) => ({
  message: `There are no valid credentials for SageMaker: ${why}.`,
  cause,
  next: 'Run `aws sso login` or `aws configure`, or set AWS_PROFILE, and run the same command again: jobs go on meanwhile.',
}));

export const regionMissing = userError('SAGEMAKER_REGION_MISSING', (cause: unknown) => ({
  message: 'Nothing says in which region SageMaker is to be used.',
  cause,
  next: "Set region: '…' in sagemaker of clew.config.ts, or AWS_REGION.",
}));

/** No answer, however often it was asked. */
export const unreachable = taskError('SAGEMAKER_UNREACHABLE', (action: string, why: string, cause: unknown) => ({
  message: `SageMaker does not answer ${action}: ${why}.`,
  cause,
  next: 'Check the network, and the endpoint in clew.config.ts if there is one. The same command goes on.',
}));

/** A request that SageMaker doesn't take. */
export const requestRefused = userError('SAGEMAKER_REFUSED', (action: string, why: string, cause: unknown) => ({
  message: `SageMaker refuses ${action}: ${why}.`,
  cause,
  next: "Correct it in sagemaker of clew.config.ts, or in the task's @Task({ on: { … } }).",
}));

const noCredentials =
  /^(?:ExpiredToken|UnrecognizedClient|InvalidClientTokenId|MissingAuthenticationToken|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|RequestExpired|CredentialsProviderError|TokenProviderError)/;

/** Says in our words what the SDK's error means to who wrote the settings. */
export function explain(thrown: unknown, action: string): Error {
  if (thrown instanceof ClewError) return thrown;
  const { name = '' } = (thrown ?? {}) as { name?: string };
  const why = saidBy(thrown);
  if (name === 'AbortError' && thrown instanceof Error) return thrown;
  if (messageOf(thrown) === 'Region is missing') return regionMissing(thrown);
  if (noCredentials.test(name)) return credentialsMissing(why, thrown);
  if (/^AccessDenied|NotAuthorized|OptInRequired/.test(name)) return accessDenied(action, why, thrown);
  const refusal = classifyError(thrown);
  if (refusal === 'lost' || refusal === 'throttled') return unreachable(action, why, thrown);
  return requestRefused(action, why, thrown);
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
