import { Refusal } from './refusal.ts';

/** An element that was read. */
export interface Element {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Element[];
}

const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));|&/gi, (_, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined && Object.hasOwn(names, name)) return names[name]!;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (!(code <= 0x10_ff_ff)) throw new Refusal('MalformedXML');
    return String.fromCodePoint(code);
  });
}

/** As much of XML as requests to S3 have: no attributes that matter, no document types, no mixed content. */
export function readXml(source: string, root: string): Element {
  const token = /<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<(\/?)([\w:.-]+)(?:\s[^<>]*?)?(\/?)>|([^<]+)/gy;
  interface Open {
    readonly name: string;
    text: string;
    readonly children: Element[];
  }
  const top: Open = { name: '', text: '', children: [] };
  const open = [top];
  while (token.lastIndex < source.length) {
    const match = token.exec(source);
    if (!match) throw new Refusal('MalformedXML');
    const [, data, closes, name, isEmpty, text] = match;
    const current = open.at(-1)!;
    if (data !== undefined) current.text += data;
    else if (text !== undefined) current.text += unescaped(text);
    else if (name !== undefined) {
      const local = name.slice(name.indexOf(':') + 1);
      if (closes) {
        if (open.length === 1 || current.name !== local) throw new Refusal('MalformedXML');
        open.pop();
      } else {
        const child: Open = { name: local, text: '', children: [] };
        current.children.push(child);
        if (!isEmpty) open.push(child);
      }
    }
  }
  const [found, second] = top.children;
  if (open.length > 1 || !found || second || found.name !== root || top.text.trim() !== '') {
    throw new Refusal('MalformedXML');
  }
  return found;
}

export const childrenOf = (element: Element, name: string): readonly Element[] =>
  element.children.filter((child) => child.name === name);

/** The text of the child of that name, as it is. */
export const textOf = (element: Element, name: string): string | undefined =>
  element.children.find((child) => child.name === name)?.text;
