import { randomInt } from 'node:crypto';
import { type SampleSize, parseSampleSize } from '../../project/audit/sample.ts';
import { badFlag, type Options } from '../flags.ts';

/** A request for an audit: how many nodes, as the user asked for them. */
export interface AuditRequest {
  readonly size: SampleSize;
  /** The text that was typed: `5%`. */
  readonly sample: string;
  readonly seed: string;
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
  options: Options,
  names: AuditOptionNames,
  invoked: string,
  defaultSample?: string,
): AuditRequest | undefined {
  const sample = options.text(names.sample) ?? defaultSample;
  const seed = options.text(names.seed);
  if (sample === undefined) {
    if (seed !== undefined) throw badFlag(`--${names.seed} goes with --${names.sample}.`, invoked);
    return undefined;
  }
  const size = parseSampleSize(sample);
  if (!size) {
    const wants = 'wants a share such as 5% or 0.05, or a number such as 20';
    throw badFlag(`--${names.sample} ${wants}, and got "${sample}".`, invoked);
  }
  if (options.has('dry-run')) throw badFlag(`--dry-run runs nothing, and --${names.sample} does.`, invoked);
  if (options.text('on') === 'sagemaker') {
    const why = `--${names.sample} executes on this machine, and --on sagemaker doesn't`;
    throw badFlag(`${why}: clew audit does it afterwards.`, invoked);
  }
  return { size, sample, seed: seed ?? String(randomInt(1_000_000)) };
}
