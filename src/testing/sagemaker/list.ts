import { invalid } from '../aws/refusal.ts';
import { summary } from './describe.ts';
import type { Job, JobState } from './jobs/job.ts';

/** The parameters that a list may be asked for with; times in seconds. */
export interface ListRequest {
  readonly CreationTimeAfter?: number;
  readonly CreationTimeBefore?: number;
  readonly LastModifiedTimeAfter?: number;
  readonly LastModifiedTimeBefore?: number;
  readonly NameContains?: string;
  readonly StatusEquals?: string;
  readonly SortBy?: 'Name' | 'CreationTime' | 'Status';
  readonly SortOrder?: 'Ascending' | 'Descending';
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** A job as it is to be shown. */
export interface Shown {
  readonly job: Job;
  readonly state: JobState;
}

export interface Listed {
  readonly summaries: readonly object[];
  readonly token: string | undefined;
}

const defaultPage = 10;

/** One page. A token holds where the last one ended, so that jobs which come meanwhile shift nothing. */
export function page(all: readonly Shown[], asked: ListRequest, isEmpty: boolean): Listed {
  const { NextToken, MaxResults = defaultPage, SortBy = 'CreationTime', SortOrder = 'Ascending' } = asked;
  const last = NextToken === undefined ? undefined : readToken(NextToken, asked);
  if (isEmpty) return { summaries: [], token: makeToken(last ?? [], asked) };
  const sign = SortOrder === 'Ascending' ? 1 : -1;
  const order = (a: Place, b: Place): number => sign * compare(a, b);
  const sorted = all
    .filter((one) => fits(one, asked))
    .map((one) => ({ ...one, place: placeOf(one, SortBy) }))
    .filter(({ place }) => !last || last.length === 0 || order(place, last as Place) > 0)
    .toSorted((a, b) => order(a.place, b.place));
  const shown = sorted.slice(0, MaxResults);
  return {
    summaries: shown.map(({ job, state }) => summary(job, state)),
    token: sorted.length > MaxResults ? makeToken(shown.at(-1)!.place, asked) : undefined,
  };
}

/** Where a job stands in a list: by what is sorted, then by its name. */
type Place = readonly [by: string | number, name: string];

function placeOf({ job, state }: Shown, by: NonNullable<ListRequest['SortBy']>): Place {
  if (by === 'Name') return [job.name, job.name];
  return [by === 'Status' ? state.status : job.created, job.name];
}

function compare(a: Place, b: Place): number {
  const i = a[0] === b[0] ? 1 : 0;
  return a[i] === b[i] ? 0 : a[i]! < b[i]! ? -1 : 1;
}

function fits({ job, state }: Shown, asked: ListRequest): boolean {
  const isWithin = (time: number, after = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY): boolean =>
    time / 1000 > after && time / 1000 < before;
  return (
    isWithin(job.created, asked.CreationTimeAfter, asked.CreationTimeBefore) &&
    isWithin(state.modified, asked.LastModifiedTimeAfter, asked.LastModifiedTimeBefore) &&
    (asked.NameContains === undefined || job.name.toLowerCase().includes(asked.NameContains.toLowerCase())) &&
    (asked.StatusEquals === undefined || state.status === asked.StatusEquals)
  );
}

/** Names what a token is good for: the same list, further on. */
function listOf(asked: ListRequest): string {
  const { NextToken: _, MaxResults: __, ...filters } = asked;
  return JSON.stringify(Object.entries(filters).toSorted());
}

const makeToken = (place: Place | readonly [], asked: ListRequest): string =>
  Buffer.from(JSON.stringify([place, listOf(asked)])).toString('base64url');

function readToken(token: string, asked: ListRequest): Place | readonly [] {
  try {
    const [place, list] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [Place | readonly [], string];
    if (list === listOf(asked)) return place;
  } catch {
    // It is none of ours.
  }
  throw invalid('The token provided is not valid for this list.');
}
