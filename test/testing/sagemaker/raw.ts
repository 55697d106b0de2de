import { createHash, createHmac } from 'node:crypto';
import type { SageMakerServer } from '../../../src/testing/index.ts';

const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** A request without the SDK, which checks and hides what tests of a server are about. */
export interface Raw {
  readonly target: string;
  readonly body: string;
  readonly service?: string;
  readonly region?: string;
  readonly keyId?: string;
  readonly secret?: string;
  /** When it says that it was signed. */
  readonly at?: Date;
  /** What is sent instead of what was signed. */
  readonly sent?: string;
  readonly isUnsigned?: boolean;
  /** Names the digest of the body in a header, as the SDK does. */
  readonly isNamed?: boolean;
}

export interface Answered {
  readonly status: number;
  readonly type: string | undefined;
  readonly message: string | undefined;
}

export async function send(server: SageMakerServer, raw: Raw): Promise<Answered> {
  const { endpoint, credentials } = server;
  const { target, body, service = 'sagemaker', region = 'us-east-1', at = new Date(), isUnsigned = false } = raw;
  const { keyId = credentials.accessKeyId, secret = credentials.secretAccessKey } = raw;
  const stamp = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const signed: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host: new URL(endpoint).host,
    ...(raw.isNamed && { 'x-amz-content-sha256': sha256(body) }),
    'x-amz-date': stamp,
    'x-amz-target': target,
  };
  const names = Object.keys(signed).join(';');
  const lines = Object.entries(signed).map((pair) => `${pair.join(':')}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, sha256(body)].join('\n');
  const scope = `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, stamp.slice(0, 8)));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n')).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { ...signed, ...(!isUnsigned && { authorization }) },
    body: raw.sent ?? body,
  });
  const { __type, message } = (await response.json()) as { __type?: string; message?: string };
  return { status: response.status, type: __type, message };
}
