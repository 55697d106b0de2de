import { type Answer, empty, xmlAnswer } from '../http/answer.ts';
import { Refusal } from '../http/refusal.ts';
import { childrenOf, textOf } from '../http/xml-read.ts';
import { type Context, bucketOf, readDocument } from './context.ts';

const most = 1000;

export function deleteObject(context: Context): Answer {
  bucketOf(context).delete(context.asked.key!);
  return empty(204);
}

export async function deleteObjects(context: Context): Promise<Answer> {
  const bucket = bucketOf(context);
  const document = await readDocument(context, 'Delete', true);
  if (!document) throw new Refusal('MissingRequestBodyError');
  const objects = childrenOf(document, 'Object');
  const keys = objects.map((object) => textOf(object, 'Key'));
  if (keys.length === 0 || keys.length > most || keys.some((key) => !key)) throw new Refusal('MalformedXML');
  for (const key of keys) bucket.delete(key!);
  const isQuiet = textOf(document, 'Quiet')?.trim() === 'true';
  return xmlAnswer('DeleteResult', isQuiet ? {} : { Deleted: keys.map((key) => ({ Key: key! })) });
}
