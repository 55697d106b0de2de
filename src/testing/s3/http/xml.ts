import type { Answer } from '../../aws/http/answer.ts';

/** Elements by name: text, further elements, or a list of either under one name; undefined is left out. */
export type Xml = { readonly [name: string]: XmlValue };
type XmlValue = string | number | boolean | undefined | Xml | readonly (string | Xml)[];

const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters as well: a reader would not get them back as they were. */
const escaped = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replaceAll(/[&<>"\u0000-\u001f\u007f-\u009f]/g, (one) => named[one] ?? `&#x${one.charCodeAt(0).toString(16)};`);

function inner(value: Exclude<XmlValue, undefined>): string {
  return typeof value === 'object' ? elements(value as Xml) : escaped(String(value));
}

function elements(xml: Xml): string {
  let text = '';
  for (const [name, value] of Object.entries(xml)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly (string | Xml)[]) : [value as string | Xml]) {
      text += `<${name}>${inner(one)}</${name}>`;
    }
  }
  return text;
}

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A document; of Amazon's, all but errors have this namespace. */
const document = (root: string, content: Xml | string): string =>
  `${head}<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner(content)}</${root}>`;

export const errorDocument = (content: Xml): string => `${head}<Error>${elements(content)}</Error>`;

export const xmlAnswer = (root: string, content: Xml | string, headers: Answer['headers'] = {}): Answer => ({
  status: 200,
  headers: { ...headers, 'content-type': 'application/xml' },
  body: document(root, content),
});
