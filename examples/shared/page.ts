/** A chapter of a report: what to see, and pictures in rows. */
export interface Chapter {
  readonly title: string;
  /** One or two sentences on what to see; may hold HTML. */
  readonly lead: string;
  readonly body: string;
}

/** Pictures side by side, each with an optional line below it. */
export function row(...figures: (string | { svg: string; caption: string })[]): string {
  const items = figures.map((figure) =>
    typeof figure === 'string'
      ? `<figure>${figure}</figure>`
      : `<figure>${figure.svg}<figcaption>${figure.caption}</figcaption></figure>`,
  );
  return `<div class="row">${items.join('')}</div>`;
}

/** How lines stand: loosely, or cell by cell with each in the middle of its column, titles and all. */
export type Layout = 'loose' | 'tight';

/** Lines of as many cells each, one below the other. */
export function aligned(lines: readonly (readonly string[])[], layout: Layout = 'loose'): string {
  const cells = lines.flat().map((cell) => `<div>${cell}</div>`);
  const columns = `grid-template-columns: repeat(${lines[0]?.length}, max-content)`;
  return `<div class="aligned ${layout}" style="${columns}">${cells.join('')}</div>`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, values: readonly string[]) =>
    `<tr>${values.map((value) => `<${tag}>${value}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${cells('th', head)}</thead><tbody>${rows.map((r) => cells('td', r)).join('')}</tbody></table>`;
}

/** Text as HTML. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * A page that needs nothing from the network.
 *
 * @param width in rem, the most that it takes
 */
export function page(
  title: string,
  lead: string,
  chapters: readonly Chapter[],
  width = 62,
): string {
  const contents = chapters
    .map(({ title: heading }, i) => `<li><a href="#c${i + 1}">${heading}</a></li>`)
    .join('');
  const sections = chapters
    .map(
      (chapter, i) =>
        `<section id="c${i + 1}"><h2>${i + 1}. ${chapter.title}</h2><p>${chapter.lead}</p>${chapter.body}</section>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style(width)}</style></head>
<body><main><h1>${title}</h1><p>${lead}</p><ol>${contents}</ol>
${sections}
</main></body></html>
`;
}

const style = (width: number) => `
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1c1e21; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: ${width}rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.8rem; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .25rem; border-top: 1px solid #ddd; padding-top: 1.5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0; font-weight: 600; }
p { max-width: 46rem; margin: .25rem 0 .75rem; }
hr { border: 0; border-top: 1px solid #eee; margin: 1rem 0; }
.row { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: flex-end; }
.aligned { display: grid; margin: .5rem 0; overflow-x: auto; }
.loose { gap: .75rem 1.25rem; align-items: center; }
.tight { row-gap: .75rem; align-items: end; justify-items: center; }
figure { margin: .5rem 0; max-width: 100%; overflow-x: auto; }
figcaption { font-size: .8rem; color: #555; text-align: center; }
table { display: block; max-width: 100%; overflow-x: auto; border-collapse: collapse; margin: .75rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .9rem .25rem 0; text-align: left; border-bottom: 1px solid #e5e5e5; }
th { font-weight: 600; }
`;
