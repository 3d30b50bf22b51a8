import { dirname, join, normalize } from 'node:path';

export interface Links {
  /** Links that lead to a page or a file of the site, or to a place in one. */
  readonly inside: number;
  /** Links to the web, which a reader may follow; the page itself fetches nothing from there. */
  readonly outside: number;
  readonly faults: readonly string[];
}

interface Address {
  readonly tag: string;
  readonly address: string;
}

/** Follows every link and picture of a site: the text of its pages by path, and the paths of all its files. */
export function checkLinks(pages: ReadonlyMap<string, string>, files: ReadonlySet<string>): Links {
  const anchors = new Map([...pages].map(([path, html]) => [path, idsOf(html)]));
  const links = [...pages].flatMap(([path, html]) =>
    [...addressesOf(html)].map((link) => ({ path, ...link })),
  );
  const outside = links.filter(({ address }) => isOutside(address));
  const inside = links.filter(({ address }) => !isOutside(address));
  const faults = [
    ...outside
      .filter(({ tag, address }) => tag !== 'a' && !address.startsWith('data:'))
      .map(({ path, tag, address }) => `${path}: <${tag}> fetches ${address}`),
    ...inside.flatMap(({ path, address }) =>
      faultOf(path, address, anchors, files).map((fault) => `${path}: ${address} ${fault}`),
    ),
  ];
  return { inside: inside.length, outside: outside.length, faults: [...new Set(faults)] };
}

const isOutside = (address: string) => /^[a-z]+:|^\/\//.test(address);

function faultOf(
  from: string,
  address: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  files: ReadonlySet<string>,
): string[] {
  if (address.startsWith('/')) return ['begins at the root, which is not the site'];
  const [path = '', anchor = ''] = decodeURI(address).split('#');
  const target = path === '' ? from : normalize(join(dirname(from), path));
  if (!files.has(target)) return ['leads to no file'];
  if (target.endsWith('.md'))
    return ['is Markdown as it stands: scripts/docs/contents.mjs lacks it'];
  return anchor === '' || anchors.get(target)?.has(anchor) ? [] : ['leads to no such place'];
}

const idsOf = (html: string) =>
  new Set([...html.matchAll(/\s(?:id|name)="([^"]*)"/g)].map(([, id = '']) => plain(id)));

/** What stands in href, src and srcset. The icons of TypeDoc are of the page's own script. */
function* addressesOf(html: string): Generator<Address> {
  for (const [, tag = '', attributes = ''] of html.matchAll(/<([a-z]+)(\s[^<>]*)>/g)) {
    if (tag === 'use') continue;
    for (const [, name, value = ''] of attributes.matchAll(/\s(href|src|srcset)="([^"]*)"/g)) {
      const addresses = name === 'srcset' ? value.split(',').map(firstWord) : [value];
      for (const address of addresses) yield { tag, address: plain(address) };
    }
  }
}

const firstWord = (text: string) => text.trim().split(/\s/)[0] as string;

const plain = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
