interface Thumbnail {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (mark) => `&#${mark.codePointAt(0)};`);

/** One page that needs nothing beside it. */
export function page(thumbnails: readonly Thumbnail[]): string {
  const figures = thumbnails.map(({ name, bytes }) => {
    const source = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
    return `<figure><img src="${source}" alt=""><figcaption>${escaped(name)}</figcaption></figure>`;
  });
  return `<!doctype html>
<meta charset="utf-8">
<title>${thumbnails.length} images</title>
<style>body { display: flex; flex-wrap: wrap; gap: 1em; font: 12px sans-serif } img { image-rendering: pixelated }</style>
${figures.join('\n')}
`;
}
