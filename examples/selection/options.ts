import { availableParallelism } from 'node:os';
import { UserError } from '../../support/userError';
import { parseArguments, wholeNumber } from '../shared/arguments';

export interface Options {
  /** Training images that are looked at. */
  readonly images: number;
  readonly tolerance: number;
  /** Of these images, drawn at random. */
  readonly fraction: number;
  readonly workers: number;
  readonly output: string;
  /** Those of the MNIST example, which trains the model. */
  readonly mnist: readonly string[];
}

export const usage = `Which kernels of the MNIST example's network are needed: for every training image the shortest list of kernels
that gives the network's answer, counted, shown, and put to the test.

  npm run selection -- [options]

  --images N      look at the first N training images (default all 13007)
  --tolerance T   the error that is enough, as a share of the mean |logit|  (default 0.3)
  --fraction F    draw this share of them at random, each with all kernels  (default 1)
  --workers N     threads                             (default all cores)
  --output FILE   the page                            (default selection.html)
  --full          the source document's network, 32-64-128 filters; trained first, about ten minutes
  --cache DIR     where the MNIST model is kept       (default examples/mnist/.cache)
  --help          this text
`;

/** The options of a command line, or undefined where help is asked for. */
export function parseOptions(args: string[]): Options | undefined {
  const values = parseArguments(args, {
    images: { type: 'string' },
    tolerance: { type: 'string' },
    fraction: { type: 'string' },
    workers: { type: 'string' },
    output: { type: 'string' },
    full: { type: 'boolean' },
    cache: { type: 'string' },
    help: { type: 'boolean' },
  });
  if (values.help) return undefined;
  const { images, tolerance = '0.3', fraction = '1', workers, output = 'selection.html' } = values;
  return {
    images: images === undefined ? Number.POSITIVE_INFINITY : wholeNumber('images', images, 1),
    tolerance: numberFrom('tolerance', tolerance, (value) => value >= 0, 'of at least 0'),
    fraction: numberFrom(
      'fraction',
      fraction,
      (value) => value > 0 && value <= 1,
      'above 0 and at most 1',
    ),
    workers: workers === undefined ? availableParallelism() : wholeNumber('workers', workers, 1),
    output,
    mnist: [
      ...(values.full ? ['--full'] : []),
      ...(values.cache === undefined ? [] : [`--cache=${values.cache}`]),
    ],
  };
}

function numberFrom(
  name: string,
  text: string,
  isRight: (value: number) => boolean,
  rule: string,
): number {
  const value = Number(text);
  if (!Number.isFinite(value) || !isRight(value)) {
    throw new UserError(`--${name} must be a number ${rule}, but it is '${text}'`);
  }
  return value;
}
