import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../shared/userError';

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
  --retrain       train even if there is a trained model
  --help          this text
`;

/** The options of a command line, or undefined where help is asked for. */
export function parseOptions(args: string[]): Options | undefined {
  const values = parse(args);
  refuseEmpty(values);
  if (values.help) return undefined;
  const full = values.full ?? false;
  return {
    filters: full ? [32, 64, 128] : [8, 16, 32],
    units: full ? 256 : 32,
    epochs: count('epochs', values.epochs ?? '1', 1),
    learningRate: full ? 1e-4 : 1e-3,
    batchSize: 32,
    images:
      values.images === undefined ? Number.POSITIVE_INFINITY : count('images', values.images, 1),
    seed: count('seed', values.seed ?? '1', 0),
    output: values.output ?? 'report.html',
    cache: values.cache ?? join(import.meta.dirname, '.cache'),
    retrain: values.retrain ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        full: { type: 'boolean' },
        epochs: { type: 'string' },
        images: { type: 'string' },
        seed: { type: 'string' },
        output: { type: 'string' },
        cache: { type: 'string' },
        retrain: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const [reason] = (error as Error).message.split(/\.\s/);
    throw new UserError(`${reason}; --help lists the options`);
  }
}

/** '' would else pass for 0, for the working directory, or for no option at all. */
function refuseEmpty(values: Readonly<Record<string, string | boolean>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string' && value.trim() === '') {
      throw new UserError(`--${name} must have a value, but it is '${value}'`);
    }
  }
}

function count(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new UserError(
      `--${name} must be a whole number of at least ${least}, but it is '${text}'`,
    );
  }
  return value;
}
