/** A row of the document's table of learning rates: its epochs, and its loss and accuracies on test mice. */
export interface DocumentRate {
  readonly name: string;
  readonly epochs: number;
  readonly loss: string;
  readonly accuracy: string;
  readonly balancedAccuracy: string;
  readonly pros: string;
  readonly cons: string;
}

/** By the name of the experiment; 1e-3 has two rows, 0.01 and 1e-6 have none. */
export const documentRates: Readonly<Record<string, readonly DocumentRate[]>> = {
  '1e-3': [
    {
      ...{
        name: 'large',
        epochs: 300,
        loss: '8.318',
        accuracy: '0.572',
        balancedAccuracy: '0.365',
      },
      ...{ pros: 'fast', cons: 'may diverge, large variations' },
    },
    {
      ...{
        name: 'right',
        epochs: 200,
        loss: '9.819',
        accuracy: '0.591',
        balancedAccuracy: '0.420',
      },
      ...{ pros: 'converges', cons: 'medium or fast' },
    },
  ],
  '1e-4': [
    {
      ...{
        name: 'small',
        epochs: 500,
        loss: '6.136',
        accuracy: '0.559',
        balancedAccuracy: '0.456',
      },
      ...{ pros: 'converges, small variations', cons: 'slow, may end in a local minimum' },
    },
  ],
  exponential: [
    {
      ...{ name: 'exponential', epochs: 200, loss: '3.429', accuracy: '0.578', balancedAccuracy: '0.419' }, // biome-ignore format: one line
      ...{ pros: 'converges, smooth', cons: 'fast' },
    },
  ],
  ladder: [
    {
      ...{
        name: 'ladder',
        epochs: 150,
        loss: '5.017',
        accuracy: '0.572',
        balancedAccuracy: '0.389',
      },
      ...{ pros: 'converges, easier to define', cons: 'fast, changes in steps' },
    },
  ],
  'new model': [
    {
      ...{ name: 'new model', epochs: 300, loss: '5.469', accuracy: '0.679', balancedAccuracy: '0.456' }, // biome-ignore format: one line
      ...{ pros: 'converges, does not overfit', cons: 'slow' },
    },
  ],
};
