/** A bucket as a storage layer. Credentials come by the SDK's own chain: environment, profiles, SSO, roles. */
export interface S3Settings {
  /** The name of the bucket. */
  readonly s3: string;
  /** The beginning of every key, so that one bucket serves many. */
  readonly prefix?: string;
  /** Default: the SDK's own, from `AWS_REGION` or the profile; `us-east-1` where there is an endpoint. */
  readonly region?: string;
  /** The address of another server than Amazon's. */
  readonly endpoint?: string;
  /** The bucket in the path instead of the host's name. Default: with an endpoint. */
  readonly pathStyle?: boolean;
  /** Encrypted by the server: with its own key, or with one of KMS. Default: as the bucket says. */
  readonly encryption?: 'AES256' | { readonly kmsKey: string };
  /** A profile of `~/.aws/config`. Default: `AWS_PROFILE`. */
  readonly profile?: string;
  /** `WHEN_REQUIRED` for servers that don't know S3's newer checksums: an MD5 goes with what is written then. */
  readonly requestChecksumCalculation?: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED';
  /** The number of requests under way at a time, in each process. Default: 64. */
  readonly requests?: number;
}
