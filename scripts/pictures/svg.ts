/** A drawing of so many units, dark on light or light on dark as the reader's system has it. */
export function drawing(
  [width, height]: readonly [width: number, height: number],
  title: string,
  parts: readonly string[],
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>${style}</style>
<rect class="page" width="${width}" height="${height}" rx="8"/>
${parts.join('\n')}
</svg>
`;
}

/*
 * The page is drawn, too: where a site's own switch disagrees with the system, lines keep their contrast.
 */
const style = `
svg { --ink: #1f2328; --quiet: #59636e; --page: #ffffff; --space: #ddf4ff; --waves: #fff1e5; --line: #8c959f }
@media (prefers-color-scheme: dark) {
  svg { --ink: #e6edf3; --quiet: #9ea7b3; --page: #0d1117; --space: #0c2d4d; --waves: #4a2a0a; --line: #6e7681 }
}
text { fill: var(--ink); font: 15px system-ui, sans-serif; text-anchor: middle }
.quiet { fill: var(--quiet); font-size: 13px } .left { text-anchor: start } .right { text-anchor: end }
.label { fill: var(--quiet) } .bold { font-weight: 600 }
.page { fill: var(--page) }
.box { stroke: var(--line) } .space { fill: var(--space) } .waves { fill: var(--waves) }
.arrow { fill: none; stroke: var(--ink); stroke-width: 1.5; marker-end: url(#head) }
.rule { stroke: var(--line); stroke-width: 0.5 }
.plain { fill: none; stroke: var(--ink); stroke-width: 1.5 }
#head path { fill: var(--ink) }
image { image-rendering: pixelated }`;

/** The head of all arrows: once a drawing. */
export const arrowHead =
  '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>';

/** Words, their baseline at y; `look` names classes of the style. */
export const words = (x: number, y: number, text: string, look = ''): string =>
  `<text x="${x}" y="${y}"${look && ` class="${look}"`}>${escaped(text)}</text>`;

/** A PNG file within a drawing. */
export const png = (
  bytes: Uint8Array,
  [x, y, width, height]: readonly [number, number, number, number],
): string =>
  `<image x="${x}" y="${y}" width="${width}" height="${height}" href="data:image/png;base64,${Buffer.from(bytes).toString('base64')}"/>`;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
