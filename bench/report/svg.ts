/** Text in an SVG, or in a value of one of its attributes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** A place or a length: a tenth of a pixel is enough. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/**
 * A whole image that follows the reader's scheme of colours, on a ground of its own: opened by itself it has no page
 * around it.
 *
 * @param label what it shows, for those who do not see it
 * @param light rules for both schemes, with the colours of the light one
 * @param dark the colours of the dark one
 */
export function image(
  label: string,
  [width, height]: readonly [number, number],
  light: string,
  dark: string,
  body: string,
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">
<style>
  .ground { fill: #ffffff; }
  text { fill: #1f2328; }
${light}
  @media (prefers-color-scheme: dark) {
  .ground { fill: #0d1117; }
  text { fill: #f0f6fc; }
${dark}
  }
</style>
<rect class="ground" width="${width}" height="${height}"/>
${body}
</svg>
`;
}
