/**
 * The pages of the site beside the API, in the order of its navigation: a file of docs/guides, or a
 * path from the repository's root.
 */
export const contents = {
  'Getting started': ['own-models'],
  Practice: ['backends', 'accuracy', 'examples/explorer/README.md'],
  Reference: ['composites', 'fusion', 'layers', 'memory'],
  Project: ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'fuzz', 'CHANGELOG.md'],
};

/** Where a page of the table lies. */
export const pathOf = (page) => (page.endsWith('.md') ? page : `docs/guides/${page}.md`);
