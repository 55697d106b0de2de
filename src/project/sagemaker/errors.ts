import { userError } from '../../errors.ts';

const stay = "or let it stay with @Task({ on: 'here' })";

/** The settings say too little of SageMaker. */
export const sageMakerUnset = userError('SAGEMAKER_UNSET', (missing: readonly string[], profile: string) => ({
  message: `--on sagemaker needs ${missing.map((name) => `sagemaker.${name}`).join(' and ')}, which the settings of the profile ${profile} don't have.`,
  next: "Add sagemaker: { role: 'arn:aws:iam::…:role/…', image: '….dkr.ecr.….amazonaws.com/clew:…' } to clew.config.ts; `clew init --aws` writes what makes both.",
}));

/** The error for a layer without a bucket, through which jobs are sent and answer. */
export const mailboxLayer = userError('SAGEMAKER_NO_BUCKET', (layer: string, why: string, isNamed: boolean) => {
  const which = isNamed ? 'sagemaker.storage names it' : 'it is the default layer';
  return {
    message: `Jobs on SageMaker are sent by a bucket, and the storage layer ${layer} ${why} (${which}).`,
    next: "Set storage: { default: 's3', layers: { s3: { s3: '<bucket>' } } } in clew.config.ts, or name a layer with a bucket in sagemaker.storage.",
  };
});

/** SageMaker fetches from Amazon's S3, and from nowhere else. */
export const mailboxElsewhere = userError('SAGEMAKER_ENDPOINTS', (layer: string, endpoint: string) => ({
  message: `The bucket of the storage layer ${layer} is at ${endpoint}, where SageMaker can't fetch anything.`,
  next: 'Take a bucket of Amazon S3; or, for `clew sandbox aws`, set sagemaker.endpoint to what it has printed.',
}));

export const bucketElsewhere = userError(
  'SAGEMAKER_BUCKET_REGION',
  (bucket: string, layer: string, there: string, here: string) => ({
    message: `The bucket ${bucket} of the storage layer ${layer} is in ${there}, and SageMaker is used in ${here}: jobs take nothing from another region.`,
    next: `Set sagemaker.region: '${there}' in clew.config.ts, or take a bucket in ${here}.`,
  }),
);

/** A layer that no job could reach. `uses`: 'it writes to' and the like; `why`: 'is a folder of this machine'. */
export const layerHereOnly = userError('SAGEMAKER_LAYER', (path: string, uses: string, layer: string, why: string) => ({
  message: `${path} can't run on SageMaker: ${uses} the storage layer ${layer}, which ${why}.`,
  next: `Give ${layer} a bucket in clew.config.ts, as in { s3: '<bucket>' }, ${stay}.`,
}));

/** Whoever may read the bucket could read them. */
export const secretParameters = userError('SAGEMAKER_SECRETS', (path: string, secrets: readonly string[]) => {
  const many = secrets.length > 1;
  return {
    message: `${path} can't run on SageMaker: its parameter${many ? 's' : ''} ${secrets.join(', ')} ${many ? 'are' : 'is'} secret, and Clew writes no secret into a bucket.`,
    next: `Read it in run(), for instance from Secrets Manager, ${stay}.`,
  };
});

/** The error for something that was made in this process, and so is in no other. */
export const notSendable = userError('SAGEMAKER_NOT_SENDABLE', (path: string, what: string) => ({
  message: `${path} can't run on SageMaker: it asks for ${what}, which was put into typedi's container in this process and can't be sent.`,
  next: `Let the job make its own: mark the class with @Service(), or set a factory instead of a value, ${stay}.`,
}));

/** SageMaker has no such instances. */
export const unknownInstance = userError(
  'SAGEMAKER_INSTANCE',
  (who: string, instance: string, kind: string, near: readonly string[]) => {
    const meant = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
    return {
      message: `${who} asks for ${instance}, which SageMaker doesn't have for ${kind} jobs.${meant}`,
      next: 'Correct it; if it is a new one, update the list: npm i @aws-sdk/client-sagemaker@latest',
    };
  },
);

/** A variable that is to be handed on isn't there. */
export const variableMissing = userError('SAGEMAKER_ENV', (names: readonly string[]) => {
  const many = names.length > 1;
  return {
    message: `sagemaker.env hands on ${names.join(', ')}, which ${many ? 'are' : 'is'} not set in this process.`,
    next: `Set ${many ? 'them' : 'it'}, or take ${many ? 'them' : 'it'} out of sagemaker.env.`,
  };
});

/** An earlier run has kept an input where no job can read it. */
export const inputHereOnly = userError('SAGEMAKER_INPUT', (node: string, field: string, layer: string) => ({
  message: `${node} can't run on SageMaker: what its input ${field} reads is kept in the storage layer ${layer}, which only this machine has.`,
  next: `Make it again into a bucket, by --force-from the task that made it, ${stay}.`,
}));
