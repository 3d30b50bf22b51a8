/* What a browser finds on the page of a report. Each function runs there, and holds all that it needs. */

/** Parts that are wider than their place, and texts of pictures that lie beyond them. */
export function outOfTheirPlace(): string[] {
  const root = document.documentElement;
  const faults = root.scrollWidth > root.clientWidth ? [`the page: ${root.scrollWidth}`] : [];
  for (const box of document.querySelectorAll<HTMLElement>('.scroll')) {
    if (box.scrollWidth > box.clientWidth) {
      faults.push(`${box.scrollWidth} in ${box.clientWidth}: ${box.textContent.slice(0, 60)}`);
    }
  }
  for (const element of document.querySelectorAll('main *')) {
    const { right, left } = element.getBoundingClientRect();
    if (right > root.clientWidth + 1 || left < -1) {
      faults.push(`${element.tagName}: ${left} to ${right}`);
    }
  }
  for (const text of document.querySelectorAll('svg text')) {
    const [own, all] = [text, text.closest('svg') as Element].map((of) => of.getBoundingClientRect()) as [DOMRect, DOMRect]; // biome-ignore format: one line
    const beyond = Math.max(all.left - own.left, own.right - all.right, all.top - own.top, own.bottom - all.bottom); // biome-ignore format: one line
    if (own.width > 0 && beyond > 1)
      faults.push(`${text.textContent}: ${beyond} beyond its picture`);
  }
  return faults;
}

/** What is painted, and its colour as CSS says it. */
export type Painted = readonly [what: string, color: string];

/** The page itself, and all its texts, those of pictures too. */
export function paintedTexts(): Painted[] {
  const painted: Painted[] = [['page', getComputedStyle(document.body).backgroundColor]];
  for (const text of document.querySelectorAll('svg text')) {
    painted.push([`${text.textContent}`, getComputedStyle(text).fill]);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement as Element;
    if (!node.textContent?.trim() || parent.closest('svg, script, style')) continue;
    painted.push([node.textContent.slice(0, 40), getComputedStyle(parent).color]);
  }
  return painted;
}

/** Lines, points, bars and areas of plots, but for what lies behind them. */
export function paintedMarks(): Painted[] {
  const kinds = ['line', 'symbol', 'rect', 'area', 'rule'];
  const all = kinds.map((kind) => `svg .mark-${kind} path, svg .mark-${kind} line`).join();
  const isDrawn = (color: string) => color !== 'none' && !/, 0\)$|^transparent$/.test(color);
  const isBehind = (mark: Element) => {
    const { opacity, fillOpacity } = getComputedStyle(mark);
    return (
      mark.closest('.background, .role-axis-grid, .role-frame > g > path') !== null ||
      Number(opacity) * Number(fillOpacity) < 0.5
    );
  };
  return [...document.querySelectorAll(all)].flatMap((mark): Painted[] => {
    const { stroke, fill } = getComputedStyle(mark);
    const color = [stroke, fill].find(isDrawn);
    const what = mark.parentElement?.getAttribute('class') ?? '';
    return color === undefined || isBehind(mark) ? [] : [[what, color]];
  });
}

/** Columns of numbers whose title has no unit in brackets. */
export function figuresWithoutUnit(): string[] {
  const faults: string[] = [];
  const isFigure = (text: string) => /^[-−]?\d[\d.,]*(e[-+]?\d+)?$/.test(text);
  const isNone = (text: string) => ['', '-', '–', 'reference'].includes(text);
  for (const table of document.querySelectorAll('table')) {
    const rows = [...table.querySelectorAll('tbody tr')];
    for (const [i, head] of [...table.querySelectorAll('thead th')].entries()) {
      const texts = rows.map((row) => row.children[i]?.textContent?.trim() ?? '');
      const isColumnOfFigures = texts.some(isFigure) && texts.every((text) => isFigure(text) || isNone(text)); // biome-ignore format: one line
      if (i > 0 && isColumnOfFigures && !/\(.+\)/.test(head.textContent ?? '')) {
        faults.push(head.textContent ?? '');
      }
    }
  }
  return faults;
}
