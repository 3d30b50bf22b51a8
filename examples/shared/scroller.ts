/** What is wider than its place scrolls by itself, by the arrow keys too. The page's script lets the Tab key pass by what fits. */
export const scroller = (content: string, kind = ''): string =>
  `<div class="scroll${kind && ` ${kind}`}" tabindex="0">${content}</div>`;
