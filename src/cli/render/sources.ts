import type { FrameInput, FrameOutput } from '../../lineage/trace.ts';
import { shortDigest } from '../../values/digest.ts';
import { cyan, dim, fit } from '../terminal.ts';

const widest = 80;

/** Where an input came from, as half a sentence: a frame by its number, a component run, or what lies outside. */
export function sourceText({ name, artifact, from, at, digest }: FrameInput, number?: number): string {
  if (from === null) return outsideText(name, at, digest);
  const maker = number === undefined ? from : cyan(`#${number}`);
  const place = at === undefined || at === name ? '' : ` ${fit(at, widest)}`;
  return `${maker}${place} ${dim(artifact)}`;
}

/** A digest, or the word that is in its place where there was nothing to read. */
function outsideText(name: string, at: string | undefined, digest = ''): string {
  const version = digest.startsWith('sha256:') ? ` ${dim(shortDigest(digest))}` : ` (${digest})`;
  return `${at === undefined || at === name ? '' : `${fit(at, widest)}, `}from outside${version}`;
}

/** Tells what was written elsewhere than to a storage layer: its name, and where; undefined for all else. */
export function writtenText({ name, at }: FrameOutput): string | undefined {
  if (at === undefined) return undefined;
  return name === at ? fit(at, widest) : `${name} ${fit(at, widest)}`;
}
