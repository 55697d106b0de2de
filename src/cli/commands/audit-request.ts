import { randomInt } from 'node:crypto';
import { type SampleSize, parseSampleSize } from '../../project/audit/sample.ts';
import { badFlag } from '../flags.ts';

/** A request for an audit: how many nodes, as the user asked for them. */
export interface AuditRequest {
  readonly size: SampleSize;
  /** The text that was typed: `5%`. */
  readonly sample: string;
  readonly seed: string;
}

/** The options that say what is to be audited, and those that don't go with it. */
export interface AuditOptions {
  readonly sample: string | undefined;
  readonly seed: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly on?: string | undefined;
}

/** The names of its options. */
export interface AuditOptionNames {
  readonly sample: string;
  readonly seed: string;
}

/**
 * Reads the options of an audit; undefined if none is asked for. `defaultSample`: the sample where the user gave none.
 */
export function readAuditRequest(
  options: AuditOptions,
  names: AuditOptionNames,
  invoked: string,
  defaultSample?: string,
): AuditRequest | undefined {
  const sample = options.sample ?? defaultSample;
  const { seed } = options;
  if (sample === undefined) {
    if (seed !== undefined) throw badFlag(`--${names.seed} goes with --${names.sample}.`, invoked);
    return undefined;
  }
  const size = parseSampleSize(sample);
  if (!size) {
    const wants = 'wants a share such as 5% or 0.05, or a number such as 20';
    throw badFlag(`--${names.sample} ${wants}, and got "${sample}".`, invoked);
  }
  if (options.dryRun) throw badFlag(`--dry-run runs nothing, and --${names.sample} does.`, invoked);
  if (options.on === 'sagemaker') {
    const why = `--${names.sample} executes on this machine, and --on sagemaker doesn't`;
    throw badFlag(`${why}: clew audit does it afterwards.`, invoked);
  }
  return { size, sample, seed: seed ?? String(randomInt(1_000_000)) };
}
