import type { S3Settings } from '../storage/s3/settings.ts';
import { isObject, object, oneOf, refuse, shape, text, wholeNumber, type Shape } from './settings-shape.ts';

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const bucket = shape<string>(
  "the name of a bucket, as 'acme-artifacts': 3 to 63 of a-z, 0-9, '-' and '.', without s3://",
  (value) => typeof value === 'string' && (bucketName.test(value) || /^arn:[\w-]+:s3[\w-]*:/.test(value)),
);

const prefix = shape<string>(
  "the beginning of a key, as 'team/clew': no slash in front, and no '.', '..' or nothing between slashes",
  (value) =>
    typeof value === 'string' &&
    !/[\\\p{Cc}]/u.test(value) &&
    !/(^|\/)\.{0,2}(\/|$)/.test(value.replace(/(?<=[^/])\/$/, '')),
);

/** The address of a server. */
export const endpoint = shape<string>(
  "an address, as 'https://s3.example.com', without a user or a password",
  (value) => {
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    const { protocol, username, password } = new URL(value);
    return /^https?:$/.test(protocol) && username === '' && password === '';
  },
);

export const region = shape<string>(
  "a region, as 'eu-central-1'",
  (value) => typeof value === 'string' && /^[\w-]+$/.test(value),
);

const kms = object({ kmsKey: text('the id, the ARN or the alias of a KMS key') }, "'AES256' or { kmsKey: '…' }", [
  'kmsKey',
]);

const encryption: Shape<'AES256' | { readonly kmsKey: string }> = {
  wants: kms.wants,
  check(value, where) {
    if (value === 'AES256') return value;
    if (!isObject(value)) throw refuse(this, value, where);
    return kms.check(value, where);
  },
};

/** A bucket as a storage layer. */
export const s3: Shape<S3Settings> = object(
  {
    s3: bucket,
    prefix,
    region,
    endpoint,
    pathStyle: oneOf(true, false),
    encryption,
    profile: text('the name of a profile in ~/.aws/config'),
    requestChecksumCalculation: oneOf('WHEN_SUPPORTED', 'WHEN_REQUIRED'),
    requests: wholeNumber(1),
  },
  "{ s3: 'bucket', prefix?, region?, endpoint?, pathStyle?, encryption?, profile?, requestChecksumCalculation?, requests? }",
  ['s3'],
);
