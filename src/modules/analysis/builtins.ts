/** Functions of the language and of Node that only give a value; their names with dots. */
const globalCalls = new Set(
  [
    'Object freeze seal preventExtensions keys values entries fromEntries create getOwnPropertyNames getPrototypeOf getOwnPropertyDescriptor hasOwn is isFrozen groupBy',
    'Array from of isArray',
    'Number isInteger isSafeInteger isFinite isNaN parseFloat parseInt',
    'String raw fromCharCode fromCodePoint',
    'Symbol for',
    'JSON parse stringify',
    'Date now UTC parse',
    'Promise resolve all allSettled',
    'BigInt asIntN asUintN',
    'URL canParse parse',
    'Buffer from alloc concat byteLength isBuffer',
    'Reflect ownKeys has get getMetadata hasMetadata',
    'ArrayBuffer isView',
    'RegExp escape',
    'Map groupBy',
    'performance now',
    'process cwd uptime hrtime memoryUsage',
    'crypto randomUUID',
    'Error captureStackTrace',
    'AbortSignal timeout any',
  ].flatMap((line) => {
    const [owner, ...names] = line.split(' ');
    return names.map((name) => `${owner}.${name}`);
  }),
);

const globalFunctions = new Set(
  'String Number Boolean BigInt Symbol Object Array Date Error TypeError RangeError RegExp parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI structuredClone btoa atob'.split(
    ' ',
  ),
);

const constructors = new Set(
  'Map Set WeakMap WeakSet WeakRef Date RegExp URL URLSearchParams Array Object Error TypeError RangeError AggregateError ArrayBuffer SharedArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array TextEncoder TextDecoder AbortController EventTarget Promise Headers Number String Boolean'.split(
    ' ',
  ),
);

/** Modules of Node whose functions and classes only give values. */
const valueModules = new Set(
  'path path/posix path/win32 url util os crypto buffer string_decoder querystring events async_hooks perf_hooks zlib'.split(
    ' ',
  ),
);

/** Functions that only read. Reads are noted when they happen; here it matters only that they leave nothing behind. */
const reading = new Set(
  'readFileSync readFile existsSync readdirSync readdir statSync stat lstatSync lstat realpathSync realpath globSync glob accessSync access readlinkSync readlink createRequire openAsBlob'.split(
    ' ',
  ),
);

/** Methods of the language's own objects that change the object. */
const changing = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear append setTime setDate setFullYear setHours setMinutes setMonth setSeconds setMilliseconds setUTCDate setUTCHours setUTCMonth setUTCFullYear write resolve'.split(
    ' ',
  ),
);

/** Methods of the language's own objects that only read. */
const readingMethods = new Set(
  'get has map filter find findIndex findLast findLastIndex forEach reduce reduceRight some every includes indexOf lastIndexOf join slice concat flat flatMap keys values entries at toString toLocaleString toUpperCase toLowerCase trim trimStart trimEnd split replace replaceAll match matchAll test exec startsWith endsWith padStart padEnd repeat charAt charCodeAt codePointAt substring localeCompare normalize toFixed toPrecision toISOString toJSON getTime getDate getDay getMonth getFullYear getHours getMinutes getSeconds getMilliseconds getUTCDate getUTCDay getUTCMonth getUTCFullYear getUTCHours valueOf toSorted toReversed toSpliced with hasOwnProperty isPrototypeOf then union intersection difference'.split(
    ' ',
  ),
);

/** Tells whether a global function of that name only gives a value; console output counts as such. */
export const isValueCall = (name: string): boolean =>
  globalCalls.has(name) ||
  globalFunctions.has(name) ||
  /^(globalThis\.)?((console|Math|Intl)\.\w+|Atomics\.load)$/.test(name);

export const isValueClass = (name: string): boolean => constructors.has(name) || name.startsWith('Intl.');

/** Tells whether a function of one of Node's modules only gives a value. */
export function isNodeValueCall(specifier: string, path: readonly string[]): boolean {
  const module = specifier.replace(/^node:/, '');
  const name = path.at(-1) ?? '';
  if (valueModules.has(module)) return true;
  if (module === 'process') return globalCalls.has(`process.${name}`);
  return isNodeReadCall(specifier, path);
}

/** Tells whether a function of one of Node's modules only reads files. */
export function isNodeReadCall(specifier: string, path: readonly string[]): boolean {
  const module = specifier.replace(/^node:/, '');
  return (module === 'fs' || module === 'fs/promises' || module === 'module') && reading.has(path.at(-1) ?? '');
}

export const isChangingMethod = (name: string): boolean => changing.has(name);
export const isReadingMethod = (name: string): boolean => readingMethods.has(name);

/** Gives the positions of the arguments that the function calls. */
export function callbacksOf(name: string): readonly number[] {
  if (/(^|\.)(from|groupBy|parse|stringify)$/.test(name) || name.startsWith('replace')) return [1];
  if (name === 'then') return [0, 1];
  const calls = /^(map|filter|find\w*|forEach|reduce\w*|some|every|flatMap|sort|toSorted|Promise)$/.test(name);
  return calls ? [0] : [];
}
