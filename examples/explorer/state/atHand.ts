/** The models that come with the page, in public/models. */
export const atHand = [
  { id: 'shapes', title: 'Shapes' },
  { id: 'digits', title: 'MNIST 1 or 7' },
] as const;
