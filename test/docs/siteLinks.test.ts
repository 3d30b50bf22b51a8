import { describe, expect, it } from 'vitest';
import { checkLinks } from '../../scripts/docs/links';

const check = (html: string, more: Record<string, string> = {}) => {
  const pages = new Map(Object.entries({ 'a/page.html': html, ...more }));
  return checkLinks(pages, new Set([...pages.keys(), 'a/picture.png', 'text.md']));
};

describe('the links of the site', () => {
  it('may lead to pages, places, files and the web', () => {
    const html = [
      '<h2 id="here">',
      '<a href="#here">',
      '<a href="../b.html#there">',
      '<img src="picture.png">',
      '<source srcset="picture.png 1x, picture.png 2x">',
      '<a href="https://example.com/">',
    ].join('');
    expect(check(html, { 'b.html': '<p id="there">' })).toEqual({
      inside: 5,
      outside: 1,
      faults: [],
    });
  });

  it.each([
    ['<a href="none.html">', 'a/page.html: none.html leads to no file'],
    ['<a href="#there">', 'a/page.html: #there leads to no such place'],
    ['<a class="x" href="../b.html#here">', 'a/page.html: ../b.html#here leads to no such place'],
    ['<img src="/picture.png">', expect.stringContaining('begins at the root')],
    ['<source srcset="picture.png, two.png 2x">', 'a/page.html: two.png leads to no file'],
    [
      '<script src="https://example.com/a.js">',
      'a/page.html: <script> fetches https://example.com/a.js',
    ],
    ['<img src="//example.com/a.png">', 'a/page.html: <img> fetches //example.com/a.png'],
    ['<a href="../text.md">', expect.stringContaining('is Markdown as it stands')],
  ])('are refused: %s', (html, fault) => {
    expect(check(html, { 'b.html': '<p id="there">' }).faults).toEqual([fault]);
  });
});
