/** Tells whether a text is the ARN of a role: `arn:aws:…`, `arn:aws-cn:…` and the like, with the account in it. */
export const isRole = (text: unknown): boolean =>
  typeof text === 'string' && /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(text);

/** How types of instances look; which ones there are this year, the SDK knows. */
export const isInstance = (text: unknown): boolean =>
  typeof text === 'string' && /^ml\.[a-z0-9-]+\.[a-z0-9-]+$/.test(text);

/** The address of a container image, as registries write it. */
export const isImage = (text: unknown): boolean =>
  typeof text === 'string' && /^\w[\w.:@/-]{0,254}$/.test(text) && !text.includes('://');
