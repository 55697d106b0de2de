import { digestOf } from '../values/digest.ts';
import { makerOf, withComponentRun } from '../values/id.ts';
import { badArtifactName } from './errors.ts';

/*
 * An artifact's name is `<project>/<model family, task type or kind>/<Task>/<identity>/<name>.<ext>`: computed from code,
 * parameters and inputs alone, the same for every version of it. The key under which one version's bytes lie has the
 * component run before the extension, so that no attempt writes over another's and all versions stand together:
 *
 *     shop/classifier/Train/5f0c…/weights.bin                       the name
 *     shop/classifier/Train/5f0c…/weights.cr-0t31snt6c9k5x2m.bin    a key
 */

/** 128 bits of the identity. */
const identityDigits = 32;
/** The most bytes of a key that a folder's or a task's name may take. */
const maxFolderLength = 100;
/** The most bytes of a file's name, with room for what storage layers put behind it. File systems take 255. */
const maxPartSize = 200;
/** S3 takes 1 024 bytes: the rest is for the folders before it and the layer's own prefix. */
const maxNameLength = 512;

/** Ends what was cut short, before a digest of all of it. */
const cut = '=_';

/**
 * A text as one part of a key. Letters of all languages, digits, `.`, `_` and `-` stay; everything else becomes `=` and
 * two digits for each byte, as in `a=20b`, so that two texts never become one. Empty it is `=`.
 */
export function segment(text: string, most = Infinity): string {
  if (/^[\w-][\w.-]*$/.test(text) && text.length <= most) return text;
  // Some file systems take another spelling of a letter for the same.
  const plain = text.normalize('NFC') === text ? /[\p{L}\p{M}\p{N}_.-]/u : /[\w.-]/;
  const onlyDots = /^\.+$/.test(text);
  const parts = Array.from(text, (char) => (plain.test(char) && !onlyDots ? char : escaped(char)));
  const whole = parts.join('');
  if (Buffer.byteLength(whole) <= most) return whole || '=';
  const end = cut + digestOf(whole).slice('sha256:'.length).slice(0, 16);
  let room = most - end.length;
  const kept = parts.findIndex((part) => (room -= Buffer.byteLength(part)) < 0);
  return parts.slice(0, kept).join('') + end;
}

/** The way back, of what was not cut. */
const readSegment = (part: string): string =>
  part === '='
    ? ''
    : part
        .replaceAll(/=u([0-9A-F]{4})/g, (_, half: string) => String.fromCharCode(Number.parseInt(half, 16)))
        .replaceAll(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());

function escaped(char: string): string {
  // Half of a pair has no bytes of its own.
  if (!char.isWellFormed()) return `=u${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return Array.from(Buffer.from(char), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** `shop/classifier/Train`: what one sees first when one looks into a layer. */
export const folderOf = (project: string, family: string, task: string): string =>
  [project, family, task].map((one) => segment(one, maxFolderLength)).join('/');

/** Gives the beginning of the names of all artifacts of a node. */
export const prefixOf = (folder: string, identity: string): string =>
  `${folder}/${identity.replace(/^sha256:/, '').slice(0, identityDigits)}`;

/** Gives an artifact's name within its node: one without an extension gets one, if it is known. */
export function fileNameOf(name: string, extension: string | undefined): string {
  const file = name
    .split('/')
    .map((part) => segment(part))
    .join('/');
  return extension === undefined || /[^/]\.[A-Za-z0-9]+$/.test(file) ? file : `${file}.${extension}`;
}

/** Gives the names that a file may come from: it has its extension from the name itself, or got it, once or twice. */
export function namesOfFile(file: string): string[] {
  const names = [file];
  for (let i = 0; i < 2; i++) names.push(names.at(-1)!.replace(/\.[^./]+$/, ''));
  return [...new Set(names)].map((name) => name.split('/').map(readSegment).join('/'));
}

/** The key for one version, by the id of the artifact that it is of. */
export function versionOf(name: string, artifact: string): string {
  const dot = name.lastIndexOf('.');
  return `${name.slice(0, dot)}.${makerOf(artifact)}${name.slice(dot)}`;
}

/** From a key to the name and the component run; undefined for what is called otherwise, as files that are shared are. */
export function readKey(key: string): { readonly name: string; readonly componentRun: string } | undefined {
  const [, start, componentRun, extension] = withComponentRun.exec(key) ?? [];
  return start === undefined ? undefined : { name: `${start}${extension}`, componentRun: componentRun! };
}

/** Takes a name apart; undefined for a text that is none. */
export function readName(name: string): { readonly identity: string; readonly file: string } | undefined {
  const [, identity, file] = named.exec(name) ?? [];
  return identity === undefined ? undefined : { identity: `sha256:${identity}`, file: file! };
}

const named = new RegExp(`^(?:[^/]+/){3}([0-9a-f]{${identityDigits}})/(.+)$`, 's');

/** Refuses what `store()` can't keep anything under, in words; what is odd and harmless is encoded in the key. */
export function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string') throw badArtifactName(String(name), `it is a ${typeof name}, not a text`);
  const why = whyBad(name);
  if (why) throw badArtifactName(name, why);
}

function whyBad(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name === 'output') return 'that is what run() returns';
  // oxlint-disable-next-line no-control-regex -- the point is to keep them out
  if (/[\\\u0000-\u001f\u007f]/.test(name)) return 'it has a backslash or a control character';
  if (!name.isWellFormed()) return 'it has half of a character';
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    return 'every part between slashes needs a name of its own';
  }
  const longest = Math.max(...parts.map((part) => Buffer.byteLength(segment(part))));
  if (longest > maxPartSize) return `a part of it takes ${longest} bytes, and ${maxPartSize} is the most`;
  const all = Buffer.byteLength(parts.map((part) => segment(part)).join('/'));
  return all > maxNameLength ? `it takes ${all} bytes, and ${maxNameLength} is the most` : undefined;
}
