import { Refusal } from '../http/refusal.ts';
import type { About, Encryption } from '../store/model.ts';

const kept = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];
/** Names and values of all metadata together. */
const largestMetadata = 2048;

type Headers = Readonly<Record<string, string>>;

/** Gives what the headers of a write say of the object. */
export function aboutOf(headers: Headers, region: string): About {
  return { headers: keptOf(headers), metadata: metadataOf(headers), encryption: encryptionOf(headers, region) };
}

function keptOf(headers: Headers): Headers {
  const found: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of kept) {
    const value = headers[name];
    // How the body is sent is no matter of the object.
    const own =
      name === 'content-encoding'
        ? value
            ?.split(',')
            .map((one) => one.trim())
            .filter((one) => one !== 'aws-chunked')
            .join(',')
        : value;
    if (own) found[name] = own;
  }
  return found;
}

function metadataOf(headers: Headers): Headers {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-meta-')) continue;
    const short = name.slice('x-amz-meta-'.length);
    metadata[short] = value;
    size += short.length + Buffer.byteLength(value, 'latin1');
  }
  if (size > largestMetadata) throw new Refusal('MetadataTooLarge', { Size: size, MaxSizeAllowed: largestMetadata });
  return metadata;
}

function encryptionOf(headers: Headers, region: string): Encryption {
  const algorithm = headers['x-amz-server-side-encryption'];
  const kmsKey = headers['x-amz-server-side-encryption-aws-kms-key-id'];
  if (algorithm === 'aws:kms') {
    return { algorithm, kmsKey: kmsKey ?? `arn:aws:kms:${region}:000000000000:key/aws-s3` };
  }
  if (kmsKey !== undefined) {
    throw new Refusal(
      'InvalidArgument',
      { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: algorithm ?? '' },
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    );
  }
  if (algorithm !== undefined && algorithm !== 'AES256') {
    throw new Refusal('InvalidEncryptionAlgorithmError', {
      ArgumentName: 'x-amz-server-side-encryption',
      ArgumentValue: algorithm,
    });
  }
  // As every bucket does since 2023.
  return { algorithm: 'AES256' };
}

export const encryptionHeaders = ({ algorithm, kmsKey }: Encryption): Record<string, string> => ({
  'x-amz-server-side-encryption': algorithm,
  ...(kmsKey !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': kmsKey }),
});
