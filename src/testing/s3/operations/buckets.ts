import { type Answer, empty } from '../../aws/http/answer.ts';
import { xmlAnswer } from '../http/xml.ts';
import { Refusal } from '../http/refusal.ts';
import { isoDate } from '../../aws/http/time.ts';
import { textOf } from '../http/xml-read.ts';
import { type Context, bucketOf, checkChildren, readDocument } from './context.ts';

/** The region that Amazon had first; it is never named. */
const firstRegion = 'us-east-1';

export const ownerOf = (accessKeyId: string): { ID: string; DisplayName: string } => ({
  ID: accessKeyId,
  DisplayName: accessKeyId,
});

export function listBuckets({ store, user }: Context): Answer {
  const buckets = store.bucketsOf(user).map(({ name, created }) => ({ Name: name, CreationDate: isoDate(created) }));
  return xmlAnswer('ListAllMyBucketsResult', { Owner: ownerOf(user.accessKeyId), Buckets: { Bucket: buckets } });
}

export async function createBucket(context: Context): Promise<Answer> {
  const { store, user, asked, region } = context;
  const name = asked.bucket!;
  const wanted = await readDocument(context, 'CreateBucketConfiguration');
  if (wanted) checkChildren(wanted, ['LocationConstraint']);
  const place = wanted && textOf(wanted, 'LocationConstraint');
  if ((place ?? firstRegion) !== region) {
    throw new Refusal(
      'IllegalLocationConstraintException',
      {},
      `The ${place ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  try {
    store.create(user, name);
  } catch (error) {
    // So it is in that region, and nowhere else.
    const isOurs = error instanceof Refusal && error.code === 'BucketAlreadyOwnedByYou';
    if (!isOurs || region !== firstRegion) throw error;
  }
  return empty(200, { location: `/${name}` });
}

export function headBucket(context: Context): Answer {
  bucketOf(context);
  return empty(200, { 'x-amz-bucket-region': context.region });
}

export function deleteBucket({ store, user, asked }: Context): Answer {
  store.delete(user, asked.bucket!);
  return empty(204);
}

export function getBucketLocation(context: Context): Answer {
  bucketOf(context);
  return xmlAnswer('LocationConstraint', context.region === firstRegion ? '' : context.region);
}
