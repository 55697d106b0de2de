import type { Asked } from '../http/parse-request.ts';
import { Refusal } from '../http/refusal.ts';
import type { Bucket, Ticket } from '../store/bucket.ts';
import type { StoredObject } from '../store/model.ts';
import { unquoted } from './context.ts';

const names = (list: string, etag: string): boolean =>
  list.trim() === '*' || list.split(',').some((one) => unquoted(one.trim().replace(/^W\//, '')) === etag);

/** To the second, as headers have it. */
const isAfter = (modified: number, date: string): boolean =>
  Math.floor(modified / 1000) > Math.floor(Date.parse(date) / 1000);

const failed = (condition: string): Refusal => new Refusal('PreconditionFailed', { Condition: condition });

/** Whether a reader has it already (304). Refuses where what he asked for doesn't hold. `source` are those of copies. */
export function isUnchanged({ headers }: Asked, { etag, modified }: StoredObject, source = ''): boolean {
  const [match, noneMatch, unmodified, modifiedSince] = [
    'if-match',
    'if-none-match',
    'if-unmodified-since',
    'if-modified-since',
  ].map((name) => headers[source + name]);
  if (match !== undefined) {
    if (!names(match, etag)) throw failed('If-Match');
  } else if (unmodified !== undefined && isAfter(modified, unmodified)) throw failed('If-Unmodified-Since');
  if (noneMatch !== undefined) return names(noneMatch, etag);
  return modifiedSince !== undefined && !isAfter(modified, modifiedSince);
}

/** Refuses a write whose condition doesn't hold. */
function checkWrite({ headers }: Asked, there: StoredObject | undefined): void {
  const [match, noneMatch] = [headers['if-match'], headers['if-none-match']];
  if (noneMatch !== undefined) {
    if (noneMatch.trim() !== '*') throw new Refusal('NotImplemented', { Header: 'If-None-Match' });
    if (there) throw failed('If-None-Match');
  }
  if (match !== undefined) {
    if (!there) throw new Refusal('NoSuchKey');
    if (!names(match, there.etag)) throw failed('If-Match');
  }
}

/** Refuses a removal whose condition doesn't hold. Without one, what isn't there is as good as removed. */
export function checkRemoval({ headers }: Asked, there: StoredObject | undefined): void {
  const match = headers['if-match'];
  if (match === undefined) return;
  if (!there) throw new Refusal('NoSuchKey');
  if (!names(match, there.etag)) throw failed('If-Match');
}

/**
 * Makes an object and puts it into its place, if the condition of the request holds: at first, so that nobody sends
 * for nothing, and at the moment in which it is put there, so that one of several wins. A removal in between is
 * answered with 409, as Amazon documents. `undo` gets what was made for nothing.
 */
export async function writeIf(
  asked: Asked,
  bucket: Bucket,
  make: () => Promise<StoredObject>,
  undo: (object: StoredObject) => void = () => undefined,
): Promise<StoredObject> {
  checkWrite(asked, bucket.get(asked.key!));
  return await bucket.watching(asked.key!, async (ticket) => {
    const object = await make();
    try {
      commit(asked, bucket, object, ticket);
    } catch (error) {
      undo(object);
      throw error;
    }
    return object;
  });
}

/** No `await` in here: what was checked must still hold. */
function commit(asked: Asked, bucket: Bucket, object: StoredObject, { key, isOvertaken }: Ticket): void {
  const condition = ['if-match', 'if-none-match'].find((name) => asked.headers[name] !== undefined);
  if (condition !== undefined && isOvertaken) {
    throw new Refusal('ConditionalRequestConflict', { Condition: condition, Key: key });
  }
  checkWrite(asked, bucket.get(key));
  bucket.set(key, object);
}
