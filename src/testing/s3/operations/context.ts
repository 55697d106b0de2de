import type { Body } from '../body/body.ts';
import type { Answer } from '../../aws/http/answer.ts';
import { queryOf } from '../../aws/http/head.ts';
import type { Asked } from '../http/parse-request.ts';
import { Refusal } from '../http/refusal.ts';
import { type Element, readXml } from '../http/xml-read.ts';
import type { S3User } from '../s3-options.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Store } from '../store/store.ts';

/** A request whose signature was right, with all that is needed to do it. */
export interface Context {
  readonly asked: Asked;
  readonly user: S3User;
  readonly store: Store;
  readonly region: string;
  /** Its head is checked at once; nothing is read before somebody receives it. */
  readonly body: () => Body;
}

export type Perform = (context: Context) => Answer | Promise<Answer>;

export const bucketOf = ({ store, user, asked }: Context): Bucket => store.bucketOf(user, asked.bucket!);

export const quoted = (etag: string): string => `"${etag}"`;
export const unquoted = (etag: string): string => etag.trim().replace(/^"(.*)"$/s, '$1');

/** Documents are small; Amazon takes no larger ones. */
const largestDocument = 2 * 1024 * 1024;

/** Undefined where there is no body. */
export async function readDocument(
  { body }: Context,
  root: string,
  mustBeProtected = false,
): Promise<Element | undefined> {
  const incoming = body();
  if (incoming.size === 0) return undefined;
  if (incoming.size > largestDocument) throw new Refusal('MalformedXML');
  if (mustBeProtected && !incoming.hasDigest) {
    throw new Refusal(
      'InvalidRequest',
      {},
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    );
  }
  const { kept } = await incoming.receive('CRC32', async (content) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece);
    return Buffer.concat(pieces);
  });
  return readXml(kept.toString(), root);
}

/** Refuses a document that says more than is understood. */
export function checkChildren({ name, children }: Element, known: readonly string[]): void {
  const other = children.find((child) => !known.includes(child.name));
  if (other) throw new Refusal('NotImplemented', { Element: `${name}/${other.name}` }, textFor('document'));
}

/** Amazon's words for a header, for something else. */
export const textFor = (what: string): string => `A ${what} you provided implies functionality that is not implemented`;

/** A parameter that is a number, up to the largest that counts. */
export function numberOf({ asked }: Context, name: string, most: number, otherwise = most): number {
  const text = queryOf(asked, name);
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value > 2 ** 31 - 1) {
    throw new Refusal(
      'InvalidArgument',
      { ArgumentName: name, ArgumentValue: text },
      `Provided ${name} not an integer or within integer range`,
    );
  }
  if (value < 0) {
    throw new Refusal(
      'InvalidArgument',
      { ArgumentName: name, ArgumentValue: text },
      `Argument ${name} must be an integer between 0 and 2147483647`,
    );
  }
  return Math.min(value, most);
}
