import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkName,
  fileNameOf,
  folderOf,
  prefixOf,
  readKey,
  readName,
  segment,
  versionOf,
} from '../../src/storage/artifact-key.ts';
import { digestOf } from '../../src/values/digest.ts';
import { artifactIdOf, newComponentRunId, newRunId } from '../../src/values/id.ts';

/** All characters, odd ones, halves of them, and what one would try in order to get out. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('.', '..', '/', '\\', '=', '=2F', '%2e', '~', ' ', '\0', 'é', 'e\u0301', '\ud800', 'a', 'A'))
    .map((parts) => parts.join('')),
);
const decoded = (part: string): string =>
  part === '='
    ? ''
    : part.replaceAll(/=u([0-9A-F]{4})|((?:=[0-9A-F]{2})+)/g, (_, half: string, bytes: string) =>
        half
          ? String.fromCharCode(Number.parseInt(half, 16))
          : Buffer.from(bytes.replaceAll('=', ''), 'hex').toString(),
      );

describe('key of an artifact: segment', () => {
  it('can be decoded, and differs for any two texts', () => {
    fc.assert(
      fc.property(text, (given) => {
        // Halves that follow each other are a whole in the answer as well.
        expect(decoded(segment(given)).toWellFormed()).toBe(given.toWellFormed());
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(text, text, (a, b) => (a === b) === (segment(a) === segment(b))),
      { numRuns: 2000 },
    );
  });

  it('has no special character of file systems, shells or buckets', () => {
    fc.assert(
      fc.property(text, (given) => {
        const part = segment(given);
        expect(part).toMatch(/^[\p{L}\p{M}\p{N}_.=-]+$/u);
        expect(part).not.toMatch(/^\.+$/);
        expect(part.isWellFormed()).toBe(true);
        expect(part.normalize('NFC')).toBe(part);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['Train', 'Train'],
    ['a b', 'a=20b'],
    ['a-b', 'a-b'],
    ['größe', 'größe'],
    ['gro\u0308ße', 'gro=CC=88=C3=9Fe'],
    ['a/b=c', 'a=2Fb=3Dc'],
    ['..', '=2E=2E'],
    ['', '='],
    ['\ud800', '=uD800'],
  ])('of %j is %s', (given, part) => expect(segment(given)).toBe(part));

  it('is cut to the maximum length, with a digest of the whole', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 40, max: 100 }), (given, most) => {
        expect(Buffer.byteLength(segment(given, most))).toBeLessThanOrEqual(most);
      }),
    );
    const [a, b] = ['a', 'b'].map((end) => segment('ä'.repeat(100) + end, 100));
    expect(a).toMatch(/^ä{41}=_[0-9a-f]{16}$/);
    expect(a).not.toBe(b);
  });
});

describe('key of an artifact: name', () => {
  const identity = digestOf('anything');
  const prefix = prefixOf(folderOf('shop', 'classifier', 'Train'), identity);

  it('contains project, family, task and identity', () => {
    expect(prefix).toBe(`shop/classifier/Train/${identity.slice(7, 39)}`);
    expect(readName(`${prefix}/fold-1/weights.bin`)).toEqual({
      identity: `sha256:${identity.slice(7, 39)}`,
      file: 'fold-1/weights.bin',
    });
    expect(readName('Train.weights.bin')).toBeUndefined();
    expect(folderOf('a/b', '..', 'x'.repeat(500))).toMatch(/^a=2Fb\/=2E=2E\/x{82}=_[0-9a-f]{16}$/);
  });

  it.each([
    ['weights', 'bin', 'weights.bin'],
    ['weights.pt', 'bin', 'weights.pt'],
    ['v1.2 final', 'json', 'v1.2=20final.json'],
    ['.hidden', 'json', '.hidden.json'],
    ['fold-1/a', 'tar.gz', 'fold-1/a.tar.gz'],
  ])('of %s by a codec with the extension %s is the file %s', (name, extension, file) => {
    expect(fileNameOf(name, extension)).toBe(file);
  });

  it('is in each of its keys, with the component run, and can be read from it', () => {
    fc.assert(
      fc.property(
        text.filter((name) => isGood(name)),
        fc.nat(1000),
        (name, position) => {
          const componentRun = newComponentRunId(newRunId());
          const whole = `${prefix}/${fileNameOf(name, 'json')}`;
          const key = versionOf(whole, artifactIdOf(componentRun, position));
          expect(readKey(key)).toEqual({ name: whole, componentRun });
          // What S3 takes, with room for a layer's prefix.
          expect(Buffer.byteLength(key)).toBeLessThan(900);
          // What file systems take, with room for the name under which a file is written.
          for (const part of key.split('/')) expect(Buffer.byteLength(part)).toBeLessThan(234);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is sorted next to its other versions in a list', () => {
    const [one, two] = [1, 2].map(() => artifactIdOf(newComponentRunId(), 0));
    const files = ['output.json', 'weights.bin', 'weights-2.bin'];
    const keys = [one!, two!].flatMap((id) => files.map((file) => versionOf(`${prefix}/${file}`, id)));
    const listed = keys.toSorted().map((key) => readKey(key)!.name.split('/').at(-1));
    expect(listed.filter((name, i) => listed.indexOf(name) === i)).toHaveLength(3);
    expect(listed.findLastIndex((name) => name === 'weights.bin') - listed.indexOf('weights.bin')).toBe(1);
  });

  it('is not read from other keys', () => {
    for (const key of ['shop/files/0a1b', 'shop/classifier/Train/5f0c/cr-0t31/output.json', 'x.cr-0t31snt6c9k5x2m']) {
      expect(readKey(key)).toBeUndefined();
    }
  });
});

function isGood(name: string): boolean {
  try {
    checkName(name);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_ARTIFACT_NAME' });
    return false;
  }
}

describe('key of an artifact: name given to store()', () => {
  it.each([
    ['', 'it is empty'],
    ['output', 'that is what run() returns'],
    ['../up', 'every part between slashes'],
    ['/abs', 'every part between slashes'],
    ['a\\b', 'a backslash'],
    ['a\u007fb', 'a control character'],
    ['a\ud800', 'half of a character'],
    ['x'.repeat(201), 'a part of it takes 201 bytes, and 200 is the most'],
    ['?'.repeat(100), 'a part of it takes 300 bytes, and 200 is the most'],
    [`${'x'.repeat(150)}/`.repeat(4).slice(0, -1), 'it takes 603 bytes, and 512 is the most'],
    [7 as unknown as string, 'it is a number, not a text'],
  ])('refuses %j', (name, why) => {
    expect(() => checkName(name)).toThrow(why);
  });

  it.each(['a b', 'weights.pt', 'größe/日本.txt', 'a=b', 'CON', '-rf', '…', 'x'.repeat(200), '...'])(
    'accepts %j',
    (name) => {
      expect(isGood(name)).toBe(true);
    },
  );
});
