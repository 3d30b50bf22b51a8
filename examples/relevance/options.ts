import { UserError } from '../../support/userError';
import { parseArguments, wholeNumber } from '../shared/arguments';

/** A model of the user, and what it is asked about. */
export interface UserChoice {
  readonly model: string;
  readonly images: readonly string[];
  /** The class that is explained; undefined for the one that is predicted. */
  readonly target: number | undefined;
  /** Of the pixels that the model takes. */
  readonly range: readonly [low: number, high: number];
  readonly labels: string | undefined;
}

export interface Options {
  readonly output: string;
  /** Where the trained model of the MNIST example is kept; undefined for its own place. */
  readonly cache: string | undefined;
  /** Undefined for the MNIST digits. */
  readonly user: UserChoice | undefined;
}

export const usage = `Shows all relevance maps side by side, of MNIST digits or of your own model and images, and which of them
find what matters.

  npm run relevance -- [options]

  --model FILE    a Keras file (.keras, .h5), or a model.json of tf.js, layers or graph, the weight files
                  beside it; without it, the trained model of the MNIST example, which is trained where
                  there is none
  --image FILE    a PNG, JPEG, WebP, ... for this model; once for every image
  --class N       the class that is explained, from 0 (default: the predicted one)
  --range=LOW,HIGH  the pixel values that the model takes, black and white (default 0,1; MobileNet: -1,1)
  --labels FILE   the names of the classes: a JSON list, a text with one a line, or the metadata.json of a
                  Teachable Machine
  --output FILE   the page                            (default relevance.html)
  --cache DIR     where the MNIST model is kept       (default examples/mnist/.cache)
  --help          this text

Images are cut to the shape that the model takes, about their centre. A model that takes any size gets 224 x 224 pixels.
Models have finite weights, in the folder of their model.json, and at most 67,108,864 values a layer and image; images at most 134,217,728 pixels.
`;

/** The options of a command line, or undefined where help is asked for. */
export function parseOptions(args: string[]): Options | undefined {
  const values = parseArguments(args, {
    model: { type: 'string' },
    image: { type: 'string', multiple: true },
    class: { type: 'string' },
    range: { type: 'string' },
    labels: { type: 'string' },
    output: { type: 'string' },
    cache: { type: 'string' },
    help: { type: 'boolean' },
  });
  if (values.help) return undefined;
  const { model, image: images = [], labels, output = 'relevance.html', cache } = values;
  if (model === undefined) {
    refuseWithoutModel(values);
    return { output, cache, user: undefined };
  }
  if (images.length === 0) throw new UserError('--model needs an --image to look at');
  const target = values.class === undefined ? undefined : wholeNumber('class', values.class, 0);
  const range = rangeOf(values.range ?? '0,1');
  return { output, cache, user: { model, images, target, range, labels } };
}

function refuseWithoutModel(values: Readonly<Record<string, unknown>>): void {
  const name = ['image', 'class', 'range', 'labels'].find((option) => values[option] !== undefined);
  if (name) throw new UserError(`--${name} goes with a --model, but there is none`);
}

function rangeOf(text: string): [number, number] {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [low, high] = parts as [number, number];
  if (parts.length !== 2 || !parts.every(Number.isFinite) || low >= high) {
    throw new UserError(
      `--range must be two numbers, the lower one first, such as 0,1, but it is '${text}'`,
    );
  }
  return [low, high];
}
