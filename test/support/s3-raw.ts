import { createHash, createHmac } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';

/** Who asks which server. */
export interface Target {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region?: string;
}

/** A request to S3 without the SDK, which would mend and hide what tests of a server are about. */
export interface Raw {
  readonly method?: string;
  /** Decoded: `/bucket/key`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** When it says that it was signed. */
  readonly at?: Date;
  /** Instead of the digest of the body. */
  readonly payload?: string;
  /** For so many seconds, in the address instead of a header. */
  readonly presigned?: number;
  /** Makes of the signed request what is really sent. */
  readonly tamper?: (signed: Signed) => Signed;
  /** Makes the body when the signature is known: it begins the chain of chunks' signatures. */
  readonly chunks?: (chain: Chain) => string | Uint8Array;
}

export interface Signed {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  /** `Code` of an error. */
  readonly code: string | undefined;
  /** The texts of all elements of that name. */
  elements(name: string): string[];
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
const encodePath = (path: string): string => path.split('/').map(encode).join('/');
const encodeQuery = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');

/** What signs the chunks of one body. */
export class Chain {
  readonly #key: Buffer;
  readonly #stamp: string;
  readonly #scope: string;
  #before: string;

  constructor(key: Buffer, stamp: string, scope: string, signature: string) {
    this.#key = key;
    this.#stamp = stamp;
    this.#scope = scope;
    this.#before = signature;
  }

  chunk(data: string | Uint8Array): string {
    return this.#sign('AWS4-HMAC-SHA256-PAYLOAD', [sha256(''), sha256(data)]);
  }

  trailer(text: string): string {
    return this.#sign('AWS4-HMAC-SHA256-TRAILER', [sha256(text)]);
  }

  #sign(kind: string, signed: readonly string[]): string {
    const text = [kind, this.#stamp, this.#scope, this.#before, ...signed].join('\n');
    return (this.#before = hmac(this.#key, text).toString('hex'));
  }
}

/** Written after Amazon's description, and after nothing of ours. */
export function sign(target: Target, raw: Raw): Signed {
  const { method = 'GET', path, query = {}, body = '', at = new Date(), presigned, tamper = (signed) => signed } = raw;
  const { accessKeyId, secretAccessKey, sessionToken, region = 'us-east-1' } = target;
  const stamp = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${stamp.slice(0, 8)}/${region}/s3/aws4_request`;
  const payload = raw.payload ?? (presigned === undefined ? sha256(body) : 'UNSIGNED-PAYLOAD');
  const headers: Record<string, string> = { host: new URL(target.endpoint).host, ...raw.headers };
  const parameters: Record<string, string> = { ...query };
  if (presigned === undefined) {
    Object.assign(headers, { 'x-amz-date': stamp, 'x-amz-content-sha256': payload });
    if (sessionToken) headers['x-amz-security-token'] = sessionToken;
  }
  const names = Object.keys(headers).sort();
  if (presigned !== undefined) {
    Object.assign(parameters, {
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `${accessKeyId}/${scope}`,
      'X-Amz-Date': stamp,
      'X-Amz-Expires': String(presigned),
      'X-Amz-SignedHeaders': names.join(';'),
      ...(sessionToken && { 'X-Amz-Security-Token': sessionToken }),
    });
  }
  const lines = names.map((name) => `${name}:${headers[name]!.trim().replaceAll(/ +/g, ' ')}\n`).join('');
  const canonical = [method, encodePath(path), encodeQuery(parameters), lines, names.join(';'), payload].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, stamp.slice(0, 8)));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n')).toString('hex');
  if (presigned === undefined) {
    headers['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  } else parameters['X-Amz-Signature'] = signature;
  const content = raw.chunks?.(new Chain(key, stamp, scope, signature)) ?? body;
  return tamper({ method, path, query: parameters, headers, body: content });
}

export const addressOf = (target: Target, { path, query }: Signed): string =>
  `${target.endpoint}${encodePath(path)}?${encodeQuery(query)}`;

export async function send(target: Target, raw: Raw): Promise<Answered> {
  const { method, path, query, headers, body } = sign(target, raw);
  const url = new URL(target.endpoint);
  const bytes = Buffer.from(body as Uint8Array);
  const text = encodeQuery(query);
  return await new Promise((resolve, reject) => {
    const asked = request(
      {
        host: url.hostname,
        port: url.port,
        method,
        path: `${encodePath(path)}${text && '?'}${text}`,
        headers: { ...headers, ...(headers['transfer-encoding'] === undefined && { 'content-length': bytes.length }) },
        agent: false,
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => resolve(answered(response.statusCode!, response.headers, Buffer.concat(pieces))));
      },
    );
    asked.on('error', reject).end(bytes);
  });
}

const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (_, hex?: string, decimal?: string, name = '') =>
    (hex ?? decimal) ? String.fromCodePoint(Number(hex ? `0x${hex}` : decimal)) : names[name]!,
  );

function answered(status: number, headers: IncomingHttpHeaders, body: Buffer): Answered {
  const text = body.toString();
  const elements = (name: string): string[] =>
    Array.from(text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g')), (match) => unescaped(match[1]!));
  const code = status >= 300 || text.includes('<Error>') ? elements('Code')[0] : undefined;
  return { status, headers, body, text, code, elements };
}

/** `aws-chunked`: pieces with their signatures, where there is a chain, and a trailer behind. */
export function chunked(
  pieces: readonly (string | Uint8Array)[],
  { chain, trailer }: { readonly chain?: Chain; readonly trailer?: Readonly<Record<string, string>> } = {},
): Buffer {
  const parts = [...pieces, ''].flatMap((piece) => {
    const data = Buffer.from(piece as Uint8Array);
    const signature = chain ? `;chunk-signature=${chain.chunk(data)}` : '';
    const head = Buffer.from(`${data.length.toString(16)}${signature}\r\n`);
    return data.length === 0 ? [head] : [head, data, Buffer.from('\r\n')];
  });
  const lines = Object.entries(trailer ?? {}).map(([name, value]) => `${name}:${value}`);
  const signed =
    chain && trailer ? [`x-amz-trailer-signature:${chain.trailer(lines.map((line) => `${line}\n`).join(''))}`] : [];
  return Buffer.concat([...parts, Buffer.from([...lines, ...signed, '', ''].join('\r\n'))]);
}
