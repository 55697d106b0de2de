import type { About } from '../about.ts';

/** Headers take ASCII alone: all else is written as in addresses, which every language can undo. */
const safe = (text: string): string => encodeURIComponent(text.toWellFormed()).replaceAll('%2F', '/');

/** How an object says what it is: `own` is for us, the rest for whoever finds it. */
export function described(
  about: About | undefined,
  own: Readonly<Record<string, string>> = {},
): { Metadata: Record<string, string>; ContentType?: string } {
  if (!about) return { Metadata: { ...own } };
  const { componentRun, name, digest, mediaType } = about;
  return {
    Metadata: {
      ...own,
      'clew-component-run': safe(componentRun),
      'clew-name': safe(name),
      ...(digest !== undefined && { 'clew-digest': digest }),
    },
    ...(mediaType !== undefined && { ContentType: mediaType }),
  };
}
