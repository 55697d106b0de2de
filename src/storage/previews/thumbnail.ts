import { createRequire } from 'node:module';
import { readPng, writePng, type Pixels } from './png.ts';
import type { ImagePreview } from './preview.ts';
import type { Dimensions } from './dimensions.ts';

/** Pixels on the longer side: 24 lines of a terminal. */
const side = 48;
/** Larger images have none: it would take too long. */
const maxPixels = 64_000_000;
export const maxSize = 64 * 1024 * 1024;

/** The part of `sharp` that is used. */
interface Sharp {
  rotate(): Sharp;
  resize(width: number, height: number, options: { fit: 'inside'; withoutEnlargement: boolean }): Sharp;
  flatten(options: { background: string }): Sharp;
  toColourspace(name: 'srgb'): Sharp;
  raw(): Sharp;
  toBuffer(options: { resolveWithObject: true }): Promise<{
    readonly data: Buffer;
    readonly info: { readonly width: number; readonly height: number; readonly channels: number };
  }>;
}

type MakeSharp = (bytes: Uint8Array, options: { limitInputPixels: number }) => Sharp;

let found: MakeSharp | null | undefined;

/** An image seen from afar: of every kind by `sharp`, where the project has it, and else of PNGs that are not too large. */
export async function thumbnailOf(
  bytes: Uint8Array,
  { format, width, height }: Dimensions,
): Promise<ImagePreview['thumbnail']> {
  if (width * height > maxPixels || bytes.byteLength > maxSize) return null;
  const pixels = await (bySharp(bytes) ?? (format === 'PNG' ? readPng(bytes, side) : undefined));
  if (!pixels) return null;
  return { width: pixels.width, height: pixels.height, png: writePng(pixels).toString('base64') };
}

function bySharp(bytes: Uint8Array): Promise<Pixels | undefined> | undefined {
  found ??= loadSharp();
  if (!found) return undefined;
  const image = found(bytes, { limitInputPixels: maxPixels }).rotate();
  return image
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .then(({ data, info: { width, height, channels } }) => (channels === 3 ? { width, height, rgb: data } : undefined))
    .catch(() => undefined);
}

function loadSharp(): MakeSharp | null {
  try {
    return createRequire(import.meta.url)('sharp') as MakeSharp;
  } catch {
    // Not there, or not for this machine.
    return null;
  }
}
