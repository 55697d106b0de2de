import { type Shape, flag, list, struct, text } from '../../json/shape.ts';

/** The shapes of what requests of all kinds hold, with the limits that the API's reference gives. */
export const jobName = text({ min: 1, max: 63, pattern: /[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}/ });
export const roleArn = text({
  min: 20,
  max: 2048,
  pattern: /arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+/,
});
export const s3Uri = text({ max: 1024, pattern: /(https|s3):\/\/([^/]+)\/?(.*)/s });
export const kmsKey = text({ max: 2048, pattern: /[a-zA-Z0-9:/_-]*/ });
export const image = text({ min: 1, max: 255, pattern: /\S+/ });
export const words = list(text({ max: 256 }), 1, 100);

/** A folder of a container or one below it. The reference allows `..`, which would leave the folder that stands for it. */
export const folderBelow = (top: string, max: number): Shape =>
  text({ max, pattern: new RegExp(String.raw`${top}(?:\/(?!\.\.(?:\/|$))[^/]*)*`) });

const id = text({ max: 32, pattern: /[-0-9a-zA-Z]+/ });
export const vpcConfig = struct({ SecurityGroupIds: list(id, 1, 5), Subnets: list(id, 1, 16) });

const letters = /[\p{L}\p{Z}\p{N}_.:/=+\-@]*/u;
export const tags = list(
  struct({
    Key: text({ min: 1, max: 128, pattern: new RegExp(`(?!aws:)${letters.source}`, 'u') }),
    Value: text({ max: 256, pattern: letters }),
  }),
  0,
  50,
);

/** Beside a job's own members. */
export const tagged: Readonly<Record<string, Shape>> = { Tags: tags };
export const isolation: Readonly<Record<string, Shape>> = {
  EnableInterContainerTrafficEncryption: flag,
  EnableNetworkIsolation: flag,
  VpcConfig: vpcConfig,
};
