import { inspect } from 'node:util';

/** The ways in which a secret comes to stand in some text. */
export const secretForms: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'in upper case': (secret) => secret.toUpperCase(),
  'in lower case': (secret) => secret.toLowerCase(),
  'in JSON': (secret) => JSON.stringify(secret).slice(1, -1),
  'in JSON in JSON': (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  'in ASCII JSON': (secret) =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'as a part of an address': encodeURIComponent,
  'in an address': encodeURI,
  'in a form': (secret) => new URLSearchParams({ a: secret }).toString().slice(2),
  'in base64': (secret) => Buffer.from(secret).toString('base64').replaceAll('=', ''),
  'in base64 behind a byte': (secret) => unpadded(Buffer.from(`:${secret}`).toString('base64').slice(2)),
  'in base64 behind two bytes': (secret) => unpadded(Buffer.from(`u:${secret}`).toString('base64').slice(3)),
  'in base64 of addresses': (secret) => Buffer.from(secret).toString('base64url'),
  'in hexadecimal digits': (secret) => Buffer.from(secret).toString('hex'),
  'as Node shows bytes': (secret) => inspect(Buffer.from(secret.slice(0, 40))).slice(8, -1),
  'as a list of bytes': (secret) => JSON.stringify([...Buffer.from(secret)]).slice(1, -1),
  'as Node shows texts': (secret) => inspect(secret, { breakLength: Infinity }).slice(1, -1),
  'quoted for a shell': (secret) => secret.replaceAll("'", `'\\''`),
  'in HTML': (secret) =>
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
};

/** The last character before padding would depend on what follows. */
const unpadded = (text: string): string => text.replace(/.=+$/, '');

/** Secrets with characters that are escaped somewhere, or that take several bytes. */
export const oddSecrets: readonly string[] = [
  'hunter2-horse-staple',
  "p\"w\\with 'quotes' & <tags>",
  'white space\tand\nnew lines',
  'Ünïcödé-geheim-ß-☂-😀',
  'per%cent+plus/slash=equals?&',
  '$(dollar) `tick` ${brace}; #!',
  '4829137750',
  'postgres://ann:s3cr%40et-w0rd@host.example/db',
  'sk_live_51HZxQ9aBcD/+eFgHiJkLmNoPq==',
  '{"user":"svc-account","password":"in-json-9871"}',
];
