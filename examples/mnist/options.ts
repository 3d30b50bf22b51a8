import { join } from 'node:path';
import { shownPath } from '../../support/shownPath';
import { UserError } from '../../support/userError';
import { parseArguments, wholeNumber } from '../shared/arguments';
import { type Network, networks } from './networks';

export interface Options extends Network {
  readonly epochs: number;
  /** Epochs without a better one after which the training ends; undefined: never. */
  readonly patience: number | undefined;
  readonly batchSize: number;
  /** Training images in use. */
  readonly images: number;
  readonly seed: number;
  readonly output: string;
  readonly cache: string;
  /** Seconds between the checkpoints of a training. */
  readonly checkpointEvery: number;
  readonly retrain: boolean;
  /** Where the model and images for the explorer go. */
  readonly explorer: string | undefined;
}

export const usage = `Trains a small CNN on handwritten 1s and 7s, fuses its convolutions in the Fourier domain,
and writes a report.

  npm start -- [options]

  --network NAME  its filters: 8-16-32, or the source document's: 64-64-64 of its first table, with 64 dense
                  units, or 32-64-128 of its experiments, with 256   (default 8-16-32)
  --full          the same as --network 32-64-128 (about ten minutes an epoch)
  --epochs N      passes over the training images     (default 1; with --patience, 100)
  --patience N    hold a tenth of the training images out, end after N epochs without a lower loss on them, and
                  take the weights of the best epoch  (default: train for all epochs)
  --images N      train on the first N images         (default all)
  --seed N        of weights and noise                (default 1)
  --output FILE   the report                          (default report.html)
  --cache DIR     where the trained model is kept     (default examples/mnist/.cache)
  --explorer DIR  writes the model and test images for npm run explorer, too: drop the folder there
  --retrain       train from the beginning, even if there is a trained model
  --help          this text

A training that was stopped, as by Ctrl-C, goes on from where it was at most a minute before.
`;

/** The options of a command line, or undefined where help is asked for. */
export function parseOptions(args: string[]): Options | undefined {
  const values = parseArguments(args, {
    network: { type: 'string' },
    full: { type: 'boolean' },
    patience: { type: 'string' },
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
  const { patience } = values;
  const fewest = patience === undefined ? 1 : 10; // a tenth of them is held out
  return {
    ...networkOf(values.network, values.full ?? false),
    epochs: wholeNumber('epochs', values.epochs ?? (patience === undefined ? '1' : '100'), 1),
    patience: patience === undefined ? undefined : wholeNumber('patience', patience, 1),
    batchSize: 32,
    images:
      values.images === undefined
        ? Number.POSITIVE_INFINITY
        : wholeNumber('images', values.images, fewest),
    seed: wholeNumber('seed', values.seed ?? '1', 0),
    output: values.output ?? 'report.html',
    cache: values.cache ?? shownPath(join(import.meta.dirname, '.cache')),
    checkpointEvery: 60,
    explorer: values.explorer,
    retrain: values.retrain ?? false,
  };
}

const documents = '32-64-128';

function networkOf(given: string | undefined, full: boolean): Network {
  const name = given ?? (full ? documents : '8-16-32');
  if (!Object.hasOwn(networks, name)) {
    const names = Object.keys(networks).join(', ');
    throw new UserError(`--network must be one of ${names}, but it is '${name}'`);
  }
  if (full && name !== documents) {
    throw new UserError(`--full is --network ${documents}, but --network is '${name}'`);
  }
  return networks[name] as Network;
}
