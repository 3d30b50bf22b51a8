/** The models that come with the page, in public/models. */
export const atHand = [
  { id: 'shapes', title: 'Shapes' },
  { id: 'digits', title: 'MNIST 1 or 7' },
  { id: 'cifar', title: 'CIFAR-10’s network' },
  { id: 'cifar-pad', title: 'CIFAR-10-PAD’s network' },
  { id: 'spectra', title: 'Raman spectra' },
] as const;
