// Follows every link of the site in docs/api, and opens its pages from disk in Chromium: npm run docs:check
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../../support/print';
import { checkLinks } from './links';
import { faultsInChromium } from './look';

const site = 'docs/api';
const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(site.length + 1));
const pages = files.filter((path) => path.endsWith('.html'));

const texts = new Map(pages.map((path) => [path, readFileSync(join(site, path), 'utf8')]));
const { inside, outside, faults } = checkLinks(texts, new Set(files));
const formulas = [...texts.values()].join('').split('<math').length - 1;
const broken = pages
  .filter((path) => texts.get(path)?.includes('katex-error'))
  .map((path) => `${path}: a formula that KaTeX cannot read`);
say(
  `${pages.length} pages, ${inside} links inside the site, ${outside} to the web, ${formulas} formulas`,
);

const opened = pages.filter((path) => /^(index\.html|documents\/|modules\/)/.test(path));
const seen = await faultsInChromium(opened.map((path) => join(site, path)));
say(seen ? `${opened.length} of them opened in Chromium` : 'no Chromium: no page opened');

const all = [...faults, ...broken, ...(seen ?? [])];
for (const fault of all) say(fault);
process.exitCode = all.length > 0 ? 1 : 0;
