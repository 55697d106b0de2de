import type { SageMakerSettings } from './settings.ts';

/**
 * US dollars an hour in us-east-1, as they were listed in 2025: few, and only to have a size. What is right for an
 * account stands in `sagemaker.prices` of the settings.
 */
const listed: Readonly<Record<string, number>> = {
  'ml.t3.medium': 0.05,
  'ml.t3.large': 0.1,
  'ml.t3.xlarge': 0.2,
  'ml.m5.large': 0.115,
  'ml.m5.xlarge': 0.23,
  'ml.m5.2xlarge': 0.461,
  'ml.m5.4xlarge': 0.922,
  'ml.c5.xlarge': 0.204,
  'ml.c5.2xlarge': 0.408,
  'ml.c5.4xlarge': 0.816,
  'ml.r5.large': 0.151,
  'ml.r5.xlarge': 0.302,
  'ml.g4dn.xlarge': 0.736,
  'ml.g5.xlarge': 1.408,
  'ml.g5.2xlarge': 1.515,
  'ml.p3.2xlarge': 3.825,
};

/**
 * Estimates what so many billable seconds come to, in US dollars; null where nobody has said what the instance costs.
 */
export function estimatedPrice(
  instance: string,
  seconds: number | null,
  { prices = {} }: Pick<SageMakerSettings, 'prices'>,
): number | null {
  const hourly = Object.hasOwn(prices, instance) ? prices[instance] : listed[instance];
  return hourly === undefined || seconds === null ? null : (hourly * seconds) / 3600;
}
