import { describe, expect, it } from 'vitest';
import { Task } from '../../src/authoring/index.ts';
import { noteOf } from '../../src/authoring/notes.ts';

/** The decorator as somebody without a compiler sees it. */
const untyped = Task as unknown as (options: object) => (target: unknown) => void;

const noted = (on: unknown): unknown => {
  class Train {
    run(): void {}
  }
  untyped({ on })(Train);
  return noteOf(Train)!.on;
};

const plain = {
  job: 'processing',
  instance: undefined,
  volumeGb: undefined,
  spot: false,
  keepWarm: undefined,
  image: undefined,
  role: undefined,
  vpc: undefined,
  batch: 1,
};
const role = 'arn:aws:iam::123456789012:role/team/clew-jobs';
const vpc = { subnets: ['subnet-1'], securityGroups: ['sg-1'] };

describe('the option on (where a task runs)', () => {
  it.each([
    [undefined, undefined],
    ['here', 'here'],
    [{}, plain],
    [
      { job: 'processing', batch: 8, volumeGb: 100 },
      { ...plain, batch: 8, volumeGb: 100 },
    ],
    [
      { job: 'training', instance: 'ml.g5.xlarge', spot: true },
      { ...plain, job: 'training', instance: 'ml.g5.xlarge', spot: true },
    ],
    [
      { job: 'training', keepWarm: '15 min' },
      { ...plain, job: 'training', keepWarm: 900_000 },
    ],
    [
      { job: 'training', keepWarm: '0 s' },
      { ...plain, job: 'training' },
    ],
    [
      { image: 'a.dkr.ecr.eu-west-1.amazonaws.com/clew:1', role, vpc },
      { ...plain, image: 'a.dkr.ecr.eu-west-1.amazonaws.com/clew:1', role, vpc },
    ],
  ])('notes %o as %o', (given, note) => {
    expect(noted(given)).toEqual(note);
    if (typeof note === 'object') expect(noted(given)).toSatisfy(Object.isFrozen);
  });

  it.each([
    ['sagemaker', /@Task of Train: on is "sagemaker"/, "Give 'here', or a job"],
    [null, /on is null/, "Give 'here'"],
    [['here'], /on is \["here"\]/, "Give 'here'"],
    [{ jobs: 'training' }, /on in @Task of Train: there is no option 'jobs'/, 'Did you mean job?'],
    [{ job: 'pipeline' }, /job is "pipeline"/, "Give 'processing' or 'training'."],
    [{ spot: true }, /only training jobs have spot/, "Write `job: 'training'` beside it."],
    [{ keepWarm: '5 min' }, /only training jobs have keepWarm/, "`job: 'training'`"],
    [{ job: 'training', spot: true, keepWarm: '5 min' }, /spare capacity does not wait/, 'Leave one of them out.'],
    [{ job: 'training', keepWarm: '2 h' }, /keepWarm is longer than SageMaker allows/, "Give '60 min' or less."],
    [{ job: 'training', keepWarm: 900 }, /keepWarm is 900, which is no duration/, "'30 min'"],
    [{ instance: 'm5.xlarge' }, /instance is "m5.xlarge"/, "like 'ml.m5.xlarge'"],
    [{ image: 'https://a/b' }, /image is "https:\/\/a\/b"/, 'without https://'],
    [{ role: 'clew-jobs' }, /role is "clew-jobs"/, 'the ARN of a role'],
    [{ batch: 0 }, /batch is 0/, 'a whole number, 1 or more'],
    [{ volumeGb: 1.5 }, /volumeGb is 1.5/, 'a whole number, 1 or more'],
    [{ vpc: { subnets: ['subnet-1'] } }, /vpc of on in @Task of Train: securityGroups is no list/, "['sg-…']"],
    [{ vpc: null }, /subnets is no list of ids/, "['subnet-…']"],
  ])('refuses %o', (given, message, next) => {
    expect(() => noted(given)).toThrow(
      expect.objectContaining({
        code: 'BAD_OPTION',
        message: expect.stringMatching(message),
        next: expect.stringContaining(next),
      }),
    );
  });
});
