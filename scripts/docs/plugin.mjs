// What typedoc.json cannot say: the guides in their order and groups, and formulas as MathML.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import katex from '@vscode/markdown-it-katex';
import { Application, Comment, Converter, MinimalSourceFile, PageEvent, Renderer } from 'typedoc';
import { contents, pathOf } from './contents.mjs';

const groupOf = new Map(
  Object.entries(contents).flatMap(([group, pages]) => pages.map((page) => [pathOf(page), group])),
);

/** A table wider than the screen scrolls by itself. */
const scrolledTables = {
  table_open: () => '<div class="scrolled" tabindex="0"><table>\n',
  table_close: () => '</table></div>\n',
};

export function load(app) {
  refuseUnlisted();
  app.on(Application.EVENT_BOOTSTRAP_END, () => setOptions(app.options));
  app.converter.on(Converter.EVENT_BEGIN, ({ project }) => {
    project.comment = new Comment([], [], new Set(['@showGroups']));
  });
  // After TypeDoc has read it.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => readHome(app, project), -1000);
  const titles = new Map();
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, page) => {
    const path = relative(process.cwd(), page.project.files.getReflectionPath(page));
    page.name = basename(path === 'examples/explorer/README.md' ? dirname(path) : path, '.md');
    page.frontmatter.group = groupOf.get(path);
    titles.set(page, takeHeading(page));
  });
  // Only now, when the pages have their addresses, which are the names of the files.
  app.renderer.on(Renderer.EVENT_BEGIN, () => {
    for (const [page, title] of titles) page.name = title;
  });
  // A page that is opened from disk may not use the icons of another file. Each page has them at hand, by icons.js.
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = page.contents?.replace(/"[./]*assets\/icons\.svg#/g, '"#');
  });
}

function refuseUnlisted() {
  for (const file of readdirSync('docs/guides')) {
    if (file.endsWith('.md') && !groupOf.has(`docs/guides/${file}`))
      throw new Error(`docs/guides/${file} is in no group of scripts/docs/contents.mjs`);
  }
}

function setOptions(options) {
  options.setValue('projectDocuments', [...groupOf.keys()]); // in this order: sorting leaves documents alone
  options.setValue('groupOrder', [...Object.keys(contents), 'Modules', 'Functions', '*']);
  options.setValue('markdownItLoader', (parser) => {
    parser.use(katex.default, { output: 'mathml', throwOnError: true, strict: 'error' });
    Object.assign(parser.renderer.rules, scrolledTables);
  });
}

/** The README, whose addresses in the repository, which npm needs, are those of the files here. */
function readHome(app, project) {
  const { repository } = JSON.parse(readFileSync('package.json', 'utf8'));
  const name = /github\.com\/(.+)\.git$/.exec(repository.url)?.[1];
  const text = readFileSync('README.md', 'utf8')
    .replaceAll(`https://github.com/${name}/blob/main/`, '')
    .replaceAll(`https://raw.githubusercontent.com/${name}/main/`, '');
  const file = new MinimalSourceFile(text, resolve('README.md'));
  project.readme = app.converter.parseRawComment(file, project.files).content;
}

/** Takes the page's own heading off, as TypeDoc writes its name above it. */
function takeHeading({ content, name }) {
  const [line, heading] = /^# (.+)\n/.exec(content.map(({ text }) => text).join('')) ?? [];
  if (heading === undefined) throw new Error(`${name}: the first line must be "# Title"`);
  let left = line.length;
  for (const part of content) {
    const taken = Math.min(left, part.text.length);
    part.text = part.text.slice(taken);
    left -= taken;
  }
  return heading.replaceAll('`', '');
}
