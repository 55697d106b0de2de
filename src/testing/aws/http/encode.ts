const plain = /^[A-Za-z0-9._~-]$/;
const encoded = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

/** As signatures want it: every byte of UTF-8 but the unreserved characters of RFC 3986. */
export function encodeUri(text: string): string {
  if (/^[A-Za-z0-9._~-]*$/.test(text)) return text;
  let result = '';
  for (const byte of Buffer.from(text)) result += encoded[byte];
  return result;
}

/** Slashes stay. */
export const encodePath = (path: string): string => path.split('/').map(encodeUri).join('/');

/** Encodes what lists hold where `encoding-type=url` was asked for. */
export const encodeListed = (text: string): string => encodePath(text).replaceAll('%20', '+').replaceAll('%2A', '*');

/** Undefined where it isn't well formed, or not UTF-8. */
export function decodeUri(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
