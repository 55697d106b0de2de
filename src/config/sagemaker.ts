import type { RateSettings, SageMakerSettings, VpcSettings } from '../executors/sagemaker/settings.ts';
import { isImage, isInstance, isRole } from '../values/aws.ts';
import { parseDuration, type Duration } from '../values/duration.ts';
import { endpoint, region } from './s3.ts';
import { listOf, mapOf, object, positive, shape, text, wholeNumber, type Shape } from './settings-shape.ts';

export type { RateSettings, SageMakerSettings, VpcSettings };

const role = shape<string>("the ARN of a role, as 'arn:aws:iam::123456789012:role/clew-jobs'", isRole);

const image = shape<string>(
  "the address of an image, as '123456789012.dkr.ecr.eu-central-1.amazonaws.com/clew:0.1.0', without https://",
  isImage,
);

const instance = shape<string>("the type of an instance, as 'ml.m5.large'", isInstance);

const variable = shape<string>(
  "the name of a variable, as 'WAREHOUSE_URL'",
  (value) => typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value),
);

const duration = shape<Duration>(
  "a duration longer than 0, as '15 s'",
  (value) => typeof value === 'string' && (parseDuration(value) ?? 0) > 0,
);

const vpc: Shape<VpcSettings> = object(
  {
    subnets: listOf(text("the id of a subnet, as 'subnet-0a1b2c3d'")),
    securityGroups: listOf(text("the id of a security group, as 'sg-0a1b2c3d'")),
  },
  "{ subnets: ['subnet-…'], securityGroups: ['sg-…'] }",
  ['subnets', 'securityGroups'],
);

const rates: Shape<RateSettings> = object(
  { create: positive, describe: positive, list: positive, stop: positive, logs: positive },
  '{ create?, describe?, list?, stop?, logs? }, each the most requests a second',
);

/** Amazon SageMaker, for `--on sagemaker`. A profile may change some of it; whether all is there is asked by who runs. */
export const sagemaker: Shape<Partial<SageMakerSettings>> = object(
  {
    role,
    image,
    region,
    endpoint,
    storage: text('the name of a storage layer'),
    instance,
    volumeGb: wholeNumber(1),
    vpc,
    kmsKey: text('the id, the ARN or the alias of a KMS key'),
    tags: mapOf(text('the value of a tag'), "tags by name, as { team: 'reliability' }"),
    env: listOf(variable),
    rates,
    connections: wholeNumber(1),
    sweep: duration,
    prices: mapOf(positive, "prices an hour by type of instance, as { 'ml.m5.large': 0.115 }"),
  },
  "{ role: 'arn:aws:iam::…', image: '…', region?, storage?, instance?, … }",
);
