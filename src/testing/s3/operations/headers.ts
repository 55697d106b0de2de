import type { Asked } from '../http/parse-request.ts';
import { Refusal, type RefusalCode } from '../http/refusal.ts';

/** Parameters that sign an address. All others beginning with `x-amz-` are headers that were moved there. */
const ofSignature =
  /^x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256)$/;

/** Adds the headers that a presigned address holds as parameters, because who uses it sends none. */
export function withParameters(asked: Asked): Asked {
  const given = asked.query.flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    return lower.startsWith('x-amz-') && !ofSignature.test(lower) ? [[lower, value] as const] : [];
  });
  return given.length === 0 ? asked : { ...asked, headers: { ...Object.fromEntries(given), ...asked.headers } };
}

/** Headers that somebody here reads. */
const understood = new Set([
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-decoded-content-length',
  'x-amz-trailer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-mp-object-size',
  'x-amz-copy-source',
  'x-amz-copy-source-range',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
]);
const families = /^x-amz-(?:meta-|checksum-|copy-source-if-)/;

/** Headers that are taken with these values only, which ask for what happens anyway. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  'x-amz-acl': ['bucket-owner-full-control'],
  'x-amz-storage-class': ['STANDARD'],
  'x-amz-tagging-directive': ['COPY'],
  'x-amz-bucket-object-lock-enabled': ['false'],
  'x-amz-object-ownership': ['BucketOwnerEnforced'],
};

/** Names that Amazon knows; it has an error of its own for others. */
const storageClasses =
  /^(?:REDUCED_REDUNDANCY|STANDARD_IA|ONEZONE_IA|INTELLIGENT_TIERING|GLACIER|GLACIER_IR|DEEP_ARCHIVE|OUTPOSTS|SNOW|EXPRESS_ONEZONE|FSX_OPENZFS)$/;

/**
 * Refuses what is asked for by a header that nobody here acts upon: tags, lists of who may read, keys of a client's own
 * and all else. Dropping it in silence would make a program work here that fails at Amazon, or the other way round.
 */
export function checkHeaders({ headers }: Asked): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-') || understood.has(name) || families.test(name)) continue;
    if (Object.hasOwn(harmless, name) && harmless[name]!.some((one) => one.toLowerCase() === value.toLowerCase()))
      continue;
    throw new Refusal(codeFor(name, value), { Header: name });
  }
}

function codeFor(name: string, value: string): RefusalCode {
  // As every bucket says since 2023.
  if (name === 'x-amz-acl' || name.startsWith('x-amz-grant-')) return 'AccessControlListNotSupported';
  return name === 'x-amz-storage-class' && !storageClasses.test(value) ? 'InvalidStorageClass' : 'NotImplemented';
}
