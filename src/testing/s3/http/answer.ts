import { document, type Xml } from './xml.ts';

/** Bytes that come in pieces. */
export interface Content {
  readonly length: number;
  read(): AsyncIterable<Uint8Array>;
  /** They aren't needed any more, whether they were read or not. */
  release(): void;
}

/** An answer to a request. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Content;
}

export const empty = (status: number, headers: Answer['headers'] = {}): Answer => ({ status, headers });

export const xmlAnswer = (root: string, content: Xml | string, headers: Answer['headers'] = {}): Answer => ({
  status: 200,
  headers: { ...headers, 'content-type': 'application/xml' },
  body: document(root, content),
});
