import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { markdownFiles } from './code/blocks';

/** Text without its code, where brackets are no links. */
const proseOf = (markdown: string) =>
  markdown.replace(/^( *)(`{3,})[^`\n]*\n(?:[\s\S]*?\n)?\1\2 *$/gm, '').replace(/`[^`\n]*`/g, '``');

const linksIn = (markdown: string): string[] => {
  const prose = proseOf(markdown);
  const targets = [
    ...prose.matchAll(/\]\(<?([^)>\s]+)>?(?:\s+"[^"]*")?\)/g),
    ...prose.matchAll(/<[^>]+(?:href|src|srcset)="([^"]+)"/g),
    ...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
  ];
  return targets.map(([, target]) => target as string);
};

/** The anchors of a text's headings, as GitHub and TypeDoc make them. */
function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  const headings = [...proseOf(markdown).matchAll(/^#{1,6}\s+(.*)$/gm)].map(([whole]) => whole);
  const named = markdown.matchAll(/<a (?:id|name)="([^"]+)"/g);
  const words = headings.map((heading) => {
    // of code in a heading its words count, which the prose has lost
    const line = markdown.split('\n').find((one) => proseOf(one) === heading) ?? heading;
    const text = line.replace(/^#+\s+/, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const anchor = text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times > 0 ? `${anchor}-${times}` : anchor;
  });
  return [...words, ...[...named].map(([, name]) => name as string)];
}

const { files, repository } = JSON.parse(readFileSync('package.json', 'utf8'));
/** What npm packs beside dist. */
const packed: string[] = ['README.md', 'LICENSE', 'package.json', ...files];
const home: string = repository.url.replace(/^git\+|\.git$/g, '');
/** Where files of the repository are shown, and where they lie as they are. */
const homes = [
  `${home}/blob/main/`,
  `${home.replace('github.com', 'raw.githubusercontent.com')}/main/`,
];

const isAbsolute = (link: string) => /^[a-z]+:/.test(link);

/** An address of the repository as the file that it shows. */
const ownPath = (link: string) => homes.find((one) => link.startsWith(one));

function wrongWith(file: string, link: string): string | undefined {
  const own = ownPath(link);
  if (own) return wrongWith('README.md', link.slice(own.length));
  if (isAbsolute(link)) {
    if (link.startsWith('mailto:')) return undefined;
    const isWhole = link.startsWith('https://') && URL.canParse(link);
    return isWhole ? undefined : 'is no address that begins with https://';
  }
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : normalize(join(dirname(file), decodeURIComponent(path)));
  if (!existsSync(target)) return 'does not exist';
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  return anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
    ? undefined
    : 'has no such heading';
}

describe('links', () => {
  it.each(markdownFiles())('of %s lead somewhere', (file) => {
    const wrong = linksIn(readFileSync(file, 'utf8')).flatMap((link) => {
      const what = wrongWith(file, link);
      return what ? [`${link} ${what}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it('of the README lead into the package where they are relative', () => {
    const outside = linksIn(readFileSync('README.md', 'utf8')).filter(
      (link) =>
        !isAbsolute(link) &&
        !link.startsWith('#') &&
        !packed.includes(link.split('#')[0] as string),
    );
    expect(outside).toEqual([]);
  });

  it('that are wrong are found', () => {
    expect(linksIn('[a](b.md) ![c](d.png "e") <img src="f.png">\n`[g](h)`\n\n[i]: j.md')).toEqual([
      'b.md',
      'd.png',
      'f.png',
      'j.md',
    ]);
    expect(anchorsOf('# A `b`, c\n\n## D\n\n## D\n\n```\n# no\n```\n')).toEqual([
      'a-b-c',
      'd',
      'd-1',
    ]);
    expect(wrongWith('README.md', 'nothing.md')).toBe('does not exist');
    expect(wrongWith('README.md', 'CONTRIBUTING.md#nothing')).toBe('has no such heading');
    expect(wrongWith('README.md', 'http://example.com')).toContain('https');
    expect(wrongWith('README.md', `${homes[0]}nothing.md`)).toBe('does not exist');
    expect(wrongWith('README.md', `${homes[1]}LICENSE`)).toBeUndefined();
    expect(wrongWith('CONTRIBUTING.md', '#tests')).toBeUndefined();
  });
});
