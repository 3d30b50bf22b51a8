/**
 * The pages of the site beside the API, in the order of its navigation: a file of docs/guides, or a
 * path from the repository's root.
 */
export const contents = {
  'Getting started': [
    'getting-started',
    'getting-started-browser',
    'own-models',
    'interpretability',
  ],
  Understand: [
    ...[
      'convolution-theorem',
      'derivatives',
      'choosing-a-method',
      'relevance-methods',
      'misleading-maps',
    ],
    ...['kernel-selection', 'frequencies'],
  ],
  Train: ['metrics', 'learning-rate', 'splits', 'raman', 'retina'],
  Practice: [
    'backends',
    'accuracy',
    'performance',
    'fusion',
    'composites',
    'shards',
    'examples/explorer/README.md',
  ],
  Reference: ['porting', 'layers', 'memory', 'differences', 'bibliography'],
  Project: [
    'extending',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'fuzz',
    'docs/mutation.md',
    'CHANGELOG.md',
  ],
};

/** Where a page of the table lies. */
export const pathOf = (page) => (page.endsWith('.md') ? page : `docs/guides/${page}.md`);
