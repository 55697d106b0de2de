/** The sentence why a metric has no value: that of one class alone, say. */
export interface NoValue {
  readonly because: string;
}

/** A metric's value, or why there is none. It is never NaN. */
export type MetricValue = number | NoValue;

export const noValue = (because: string): NoValue => ({ because });

export const hasValue = (value: MetricValue): value is number => typeof value === 'number';
