import { pageStyle } from './pageStyle';
import { scroller } from './scroller';

/** A chapter of a report: what to see, and pictures in rows. */
export interface Chapter {
  readonly title: string;
  /** One or two sentences on what to see; may hold HTML. */
  readonly lead: string;
  readonly body: string;
}

/** A picture, with a line above and a line below it where there are any. */
export interface Figure {
  readonly svg: string;
  readonly title?: string;
  readonly caption?: string;
}

/** Pictures side by side. Wider ones than the page scroll on their own. */
export function row(...figures: readonly (string | Figure)[]): string {
  const items = figures.map((given) => {
    const { svg, title, caption } = typeof given === 'string' ? { svg: given } : given;
    const above = title === undefined ? '' : `<div class="title">${title}</div>`;
    const below = caption === undefined ? '' : `<figcaption>${caption}</figcaption>`;
    return `<figure>${above}${scroller(svg)}${below}</figure>`;
  });
  return `<div class="row">${items.join('')}</div>`;
}

/** How lines stand: loosely, or cell by cell with each in the middle of its column, titles and all. */
export type Layout = 'loose' | 'tight';

/** Lines of as many cells each, one below the other, and a title above each column where there are any. */
export function aligned(
  lines: readonly (readonly string[])[],
  layout: Layout = 'loose',
  titles: readonly string[] = [],
): string {
  const head = titles.map((title) => `<div class="title">${title}</div>`);
  const cells = lines.flat().map((cell) => `<div>${cell}</div>`);
  const columns = `grid-template-columns: repeat(${lines[0]?.length}, max-content)`;
  const grid = `<div class="aligned ${layout}" style="${columns}">${[...head, ...cells].join('')}</div>`;
  return scroller(grid);
}

/** Wider tables than the page scroll on their own. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, values: readonly string[]) =>
    `<tr>${values.map((value) => `<${tag}>${value}</${tag}>`).join('')}</tr>`;
  const body = rows.map((r) => cells('td', r)).join('');
  return scroller(
    `<table><thead>${cells('th', head)}</thead><tbody>${body}</tbody></table>`,
    'wide',
  );
}

/** Text as HTML. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A page that needs nothing from the network, in the light or dark colours that its reader prefers. */
export function page(title: string, lead: string, chapters: readonly Chapter[]): string {
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
<title>${title}</title><style>${pageStyle}</style></head>
<body><main><h1>${title}</h1><p>${lead}</p><ol>${contents}</ol>
${sections}
</main><script>${passByWhatFits}</script></body></html>
`;
}

/** The Tab key stops only where there is something to scroll. */
const passByWhatFits = `
const boxes = document.querySelectorAll('.scroll');
const look = () => {
  for (const box of boxes) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  }
};
addEventListener('resize', look);
look();
`;
