import { join } from 'node:path';
import { parseArguments, wholeNumber } from '../shared/arguments';

export interface Options {
  readonly filters: readonly [number, number, number];
  readonly units: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** Training images in use. */
  readonly images: number;
  readonly seed: number;
  readonly output: string;
  readonly cache: string;
  readonly retrain: boolean;
  /** Where the model and images for the explorer go. */
  readonly explorer: string | undefined;
}

export const usage = `Trains a small CNN on handwritten 1s and 7s, fuses its convolutions in the Fourier domain,
and writes a report.

  npm start -- [options]

  --full          the source document's network: 32-64-128 filters, 256 units, learning rate 1e-4
                  (about ten minutes an epoch)
  --epochs N      passes over the training images     (default 1)
  --images N      train on the first N images         (default all)
  --seed N        of weights and noise                (default 1)
  --output FILE   the report                          (default report.html)
  --cache DIR     where the trained model is kept     (default examples/mnist/.cache)
  --explorer DIR  writes the model and test images for npm run explorer, too: drop the folder there
  --retrain       train even if there is a trained model
  --help          this text
`;

/** The options of a command line, or undefined where help is asked for. */
export function parseOptions(args: string[]): Options | undefined {
  const values = parseArguments(args, {
    full: { type: 'boolean' },
    epochs: { type: 'string' },
    images: { type: 'string' },
    seed: { type: 'string' },
    output: { type: 'string' },
    cache: { type: 'string' },
    explorer: { type: 'string' },
    retrain: { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (values.help) return undefined;
  const full = values.full ?? false;
  return {
    filters: full ? [32, 64, 128] : [8, 16, 32],
    units: full ? 256 : 32,
    epochs: wholeNumber('epochs', values.epochs ?? '1', 1),
    learningRate: full ? 1e-4 : 1e-3,
    batchSize: 32,
    images:
      values.images === undefined
        ? Number.POSITIVE_INFINITY
        : wholeNumber('images', values.images, 1),
    seed: wholeNumber('seed', values.seed ?? '1', 0),
    output: values.output ?? 'report.html',
    cache: values.cache ?? join(import.meta.dirname, '.cache'),
    explorer: values.explorer,
    retrain: values.retrain ?? false,
  };
}
