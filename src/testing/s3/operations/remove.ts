import { type Answer, empty } from '../../aws/http/answer.ts';
import { xmlAnswer } from '../http/xml.ts';
import { Refusal } from '../http/refusal.ts';
import { childrenOf, textOf } from '../http/xml-read.ts';
import { checkRemoval } from './conditions.ts';
import { type Context, bucketOf, checkChildren, readDocument } from './context.ts';

const most = 1000;

export function deleteObject(context: Context): Answer {
  const { asked } = context;
  const bucket = bucketOf(context);
  checkRemoval(asked, bucket.get(asked.key!));
  bucket.delete(asked.key!);
  return empty(204);
}

/** All that can be said of an object here: there is one version of each, and nothing else to compare it by. */
const members = ['Key'];

export async function deleteObjects(context: Context): Promise<Answer> {
  const bucket = bucketOf(context);
  const document = await readDocument(context, 'Delete', true);
  if (!document) throw new Refusal('MissingRequestBodyError');
  const objects = childrenOf(document, 'Object');
  checkChildren(document, ['Object', 'Quiet']);
  for (const object of objects) checkChildren(object, members);
  const keys = objects.map((object) => textOf(object, 'Key'));
  if (keys.length === 0 || keys.length > most || keys.some((key) => !key)) throw new Refusal('MalformedXML');
  for (const key of keys) bucket.delete(key!);
  const isQuiet = textOf(document, 'Quiet')?.trim() === 'true';
  return xmlAnswer('DeleteResult', isQuiet ? {} : { Deleted: keys.map((key) => ({ Key: key! })) });
}
